package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.client.ClientSettings;
import dev.peal.client.PealAccounts;
import dev.peal.client.PealClient;
import dev.peal.client.PealListener;
import dev.peal.client.TokenSource;
import dev.peal.protocol.v1.Content;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Text;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server and a client in countries with other digits and another upper case.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class LocaleIT {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "fa-IR", "ar-EG"})
  void serverAndClient_inAnyCountry_workAsEverywhere(String tag) throws Exception {
    Locale usual = Locale.getDefault();
    Locale country = Locale.forLanguageTag(tag);
    List<String> flags =
        List.of(
            "-Duser.language=" + country.getLanguage(), "-Duser.country=" + country.getCountry());
    Locale.setDefault(country);
    try (Server server = new ServerSetup(folder.resolve("data")).jvm(flags).start();
        PealAccounts accounts = new PealAccounts(server.address())) {
      User ada = User.register(accounts, "ISTANBUL1");
      User bob = User.register(accounts, "title12");
      String group = accounts.createGroup(ada.token(), "Group 12", List.of(bob.id()));

      assertThat(talk(server.address(), ada, bob, group)).isEqualTo("text 1234567890");

      String metrics = get(server.address(), "/metrics");
      assertThat(metrics).contains("peal_sessions").matches("[\\x00-\\x7f]*");
      assertThat(get(server.address(), "/readyz")).contains("ok");
      assertThat(server.log()).matches("[\\x00-\\x7f]*").doesNotContain("ERROR");
    } finally {
      Locale.setDefault(usual);
    }
  }

  private static String talk(URI server, User from, User to, String group) throws Exception {
    var heard = new CompletableFuture<String>();
    PealListener listener =
        new PealListener() {
          @Override
          public void onMessage(long seq, String conversation, Message message) {
            if (message.getContent().hasText()) {
              heard.complete(message.getContent().getText().getText());
            }
          }
        };
    ClientSettings settings = ClientSettings.standard(WireSession.webSocket(server), "device 1");
    try (PealClient receiver = PealClient.start(settings, TokenSource.fixed(to.token()), listener);
        PealClient sender =
            PealClient.start(settings, TokenSource.fixed(from.token()), new PealListener() {})) {
      Content content =
          Content.newBuilder().setText(Text.newBuilder().setText("text 1234567890")).build();
      sender.send(group, content).get(30, TimeUnit.SECONDS);
      assertThat(receiver.stopped()).isNotDone();
      return heard.get(30, TimeUnit.SECONDS);
    }
  }

  private static String get(URI server, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(server.resolve(path)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }
  }
}
