package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.ClientSettings;
import dev.peal.client.PealAccounts;
import dev.peal.client.PealClient;
import dev.peal.client.PealListener;
import dev.peal.client.TokenSource;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Text;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The chat page in two real browsers, which talk to each other over a real server.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ChatPageIT {
  private static final String EVIL = "<img src=x onerror=\"window.hit=1\">";

  private static ServerSetup setup;
  private static Server server;
  private static String address;
  private static Browser annsBrowser;
  private static Browser bensBrowser;

  private final ChatPage ann = new ChatPage(annsBrowser);
  private final ChatPage ben = new ChatPage(bensBrowser);

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path annsProfile, @TempDir Path bensProfile)
      throws Exception {
    setup = new ServerSetup(data);
    server = setup.start();
    address = server.address().toString();
    annsBrowser = Browser.start(annsProfile);
    bensBrowser = Browser.start(bensProfile);
    annsBrowser.resize(1280, 800);
    bensBrowser.resize(1280, 800);
  }

  @AfterAll
  static void stop() {
    annsBrowser.close();
    bensBrowser.close();
    server.close();
  }

  @Test
  void group_oftwo_messagesArriveBothWaysOnceAndInOrder() throws IOException {
    ann.register(address, "Ann Archer", "ann.group");
    ben.register(address, "Ben Baker", "ben.group");

    ann.createGroup("Bell ringers", "ben.group");
    ann.write("Are you there?");
    ben.open("Bell ringers");
    ben.awaitTexts("Are you there?");
    ben.write("I am.");
    ann.awaitTexts("Are you there?", "I am.");
    ann.write("Good.");
    ben.awaitTexts("Are you there?", "I am.", "Good.");

    ann.awaitAllSent();
    assertThat(ann.messages())
        .containsExactly(
            new ChatPage.Shown("Are you there?", "sent", ""),
            new ChatPage.Shown("I am.", "received", "Ben Baker"),
            new ChatPage.Shown("Good.", "sent", ""));
    annsBrowser.screenshot("group");
    assertThat(annsBrowser.console()).isEmpty();
    assertThat(bensBrowser.console()).isEmpty();
  }

  @Test
  void unread_inConversationsThatAreNotOpen_badgesCountAndClear() throws IOException {
    ann.register(address, "Ann Archer", "ann.unread");
    ben.register(address, "Ben Baker", "ben.unread");
    ann.createGroup("First", "ben.unread");
    ann.createGroup("Second", "ben.unread");
    ben.open("First");

    ann.write("one");
    ann.write("two");
    ben.awaitBadge("Second", "2");
    bensBrowser.screenshot("unread");
    ann.open("First");
    ann.write("three");
    ben.awaitTexts("three");
    assertThat(ben.badge("First")).isEmpty();

    bensBrowser.reload();
    ben.awaitBadge("Second", "2");
    ben.open("Second");
    ben.awaitTexts("one", "two");
    ben.awaitBadge("Second", "");
    bensBrowser.reload();
    ben.awaitListed("Second");
    ben.awaitTexts("one", "two");
    assertThat(ben.badge("Second")).isEmpty();
    assertThat(ben.badge("First")).isEmpty();
  }

  @Test
  void markup_inNamesAndTexts_isShownAsTextAndRunsNothing() throws IOException {
    ann.register(address, EVIL, "ann.markup");
    ben.register(address, "<b>Ben</b>", "ben.markup");
    String group = "<script>window.hit=1</script>";
    ann.createGroup(group, "ben.markup");
    ann.write(EVIL);
    ann.write("javascript:window.hit=1 https://example.org/\"onmouseover=\"window.hit=1");
    ben.open(group);
    ben.write("<svg/onload=window.hit=1>");
    ann.awaitAllSent();

    ben.awaitTexts(
        EVIL,
        "javascript:window.hit=1 https://example.org/\"onmouseover=\"window.hit=1",
        "<svg/onload=window.hit=1>");
    assertThat(ben.messages().getFirst().sender()).isEqualTo(EVIL);
    bensBrowser.click("members-button");
    bensBrowser.screenshot("markup");
    for (Browser browser : List.of(annsBrowser, bensBrowser)) {
      assertThat(browser.run("return window.hit ?? null;")).isNull();
      assertThat(
              browser.run(
                  """
                  return document.querySelectorAll(
                    '#workspace img, #workspace script, #workspace [onload], #workspace [onerror],'
                    + '#workspace [onmouseover], #workspace b, #workspace a[href^="javascript"]'
                  ).length;
                  """))
          .isEqualTo(0L);
      assertThat(browser.console()).isEmpty();
    }
  }

  @Test
  void history_longerThanAPage_comesOnScrollingUp() throws Exception {
    ann.register(address, "Ann Archer", "ann.history");
    try (Companion carl = new Companion("carl.history", "Carl Cook")) {
      ann.startDirect("carl.history", "Carl Cook");
      ann.write("start");
      ann.awaitAllSent();
      List<String> said = IntStream.rangeClosed(1, 250).mapToObj(i -> "line " + i).toList();
      carl.say("@" + carl.idOf("ann.history"), said.toArray(String[]::new));

      annsBrowser.reload();
      ann.open("Carl Cook");
      ann.awaitBadge("Carl Cook", "");
      assertThat(ann.texts()).contains("line 250").doesNotContain("start", "line 1");
      ann.scrollToBeginning();
      List<String> all = new ArrayList<>(List.of("start"));
      all.addAll(said);
      assertThat(ann.texts()).isEqualTo(all);
      annsBrowser.screenshot("history");
    }
  }

  @Test
  void serverKilled_messageWrittenMeanwhile_arrivesOnceAfterReconnecting() throws Exception {
    ann.register(address, "Ann Archer", "ann.kill");
    ben.register(address, "Ben Baker", "ben.kill");
    ann.createGroup("Patience", "ben.kill");
    ann.write("before");
    ben.open("Patience");
    ben.awaitTexts("before");

    server.kill();
    ann.awaitNotOnline();
    ben.awaitNotOnline();
    ann.write("meanwhile");
    ann.awaitTexts("before", "meanwhile");
    assertThat(ann.messages().getLast().state()).isEqualTo("sending");
    assertThat(annsBrowser.element("connection-text").getText()).containsIgnoringCase("connecting");
    annsBrowser.screenshot("reconnecting");

    server = setup.start();
    server.address();
    ann.awaitState("online");
    ben.awaitState("online");
    ben.awaitTexts("before", "meanwhile");
    ann.awaitAllSent();
    ben.write("after");
    ann.awaitTexts("before", "meanwhile", "after");
    ben.awaitTexts("before", "meanwhile", "after");
  }

  @Test
  void conversation_ofMany_looksAsInThePicture() throws Exception {
    ann.register(address, "Ann Archer", "ann.picture");
    try (Companion ben = new Companion("ben.picture", "Ben Baker");
        Companion chiara = new Companion("chiara.picture", "Chiara Conti");
        Companion deniz = new Companion("deniz.picture", "Deniz Demir")) {
      String annsId = "@" + ben.idOf("ann.picture");
      chiara.say(annsId, "I found the key to the tower!");
      String committee = ben.createGroup("Committee", "ann.picture", "chiara.picture");
      chiara.say(committee, "The minutes are in the folder.");
      ben.say(committee, "Thank you", "Shall we meet on Thursday at seven?");
      ann.createGroup("Sunday ringers", "ben.picture", "chiara.picture", "deniz.picture");
      String ringers = ben.conversationNamed("Sunday ringers");
      ann.write("Morning all. Who is in for ringing on Sunday?");
      ann.awaitAllSent();
      ben.say(
          ringers, "Me, as always 🔔", "The treble rope is new, by the way: it still stretches.");
      chiara.say(ringers, "I can make it from nine.");
      deniz.say(ringers, "Günaydın! I'll come, and bring a friend who never rang before 😊");
      ann.awaitText("Günaydın! I'll come, and bring a friend who never rang before 😊");
      ann.write("Lovely. Then we start with rounds on six.");
      ann.awaitAllSent();
      chiara.say(ringers, "How long is a full peal again?");
      ben.say(
          ringers,
          "5040 changes on seven bells, about three hours. Nobody gets lost, nobody is rung twice.");
      deniz.say(ringers, "👏👏👏");
      ann.awaitText("👏👏👏");
      ann.write("Here is how it is done: https://en.wikipedia.org/wiki/Change_ringing");
      ann.awaitAllSent();
      deniz.say(annsId, "Is there parking near the tower?");
      ann.awaitBadge("Deniz Demir", "1");
      ann.awaitBadge("Committee", "3");
      assertThat(ann.count("message")).isEqualTo(10);
      annsBrowser.screenshot("chat");
      assertThat(annsBrowser.console()).isEmpty();
    }
  }

  /// Somebody who uses another program than the page.
  private static final class Companion implements AutoCloseable {
    private final PealAccounts accounts = new PealAccounts(URI.create(address));
    private final PealAccounts.Ticket ticket;
    private final PealClient client;

    Companion(String username, String displayName) throws IOException, InterruptedException {
      accounts.register(username, User.PASSWORD, displayName);
      ticket = accounts.logIn(username, User.PASSWORD);
      client =
          PealClient.start(
              ClientSettings.standard(accounts.webSocket(), "companion"),
              TokenSource.fixed(ticket.token()),
              new PealListener() {});
    }

    long idOf(String username) throws IOException, InterruptedException {
      return accounts
          .get("/v1/users?username=" + username, ticket.token())
          .required("users")
          .required(0)
          .required("id")
          .asLong();
    }

    String createGroup(String name, String... usernames) throws IOException, InterruptedException {
      List<Long> members = new ArrayList<>();
      for (String username : usernames) {
        members.add(idOf(username));
      }
      return accounts.createGroup(ticket.token(), name, members);
    }

    String conversationNamed(String name) throws IOException, InterruptedException {
      for (JsonNode group : accounts.get("/v1/groups", ticket.token()).required("groups")) {
        if (group.required("name").asString().equals(name)) {
          return group.required("conversation").asString();
        }
      }
      throw new AssertionError("no group " + name);
    }

    /// Sends texts, and returns once all stand.
    void say(String conversation, String... texts) {
      CompletableFuture<?>[] answers =
          Stream.of(texts)
              .map(text -> Content.newBuilder().setText(Text.newBuilder().setText(text)).build())
              .map(content -> client.send(conversation, content))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(answers).orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      client.close();
      accounts.close();
    }
  }
}
