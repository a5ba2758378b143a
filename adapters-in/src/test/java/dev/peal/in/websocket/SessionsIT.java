package dev.peal.in.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.group.GroupId;
import dev.peal.domain.session.UserId;
import dev.peal.protocol.v1.Closing;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.ServerFrame.BodyCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the members of a conversation see of it, over real sockets, against a whole node.
@Timeout(60)
final class SessionsIT {

  @TempDir Path folder;
  private LivePeal peal;

  @BeforeEach
  void start() {
    peal = new LivePeal(folder, WebSocketSettings.defaults("node-1"));
  }

  @AfterEach
  void stop() {
    peal.close();
  }

  /// One member who sends, and what each device saw.
  private record Device(RawClient client, List<String> seen, List<Long> seqs) {

    void read(int messages) throws IOException {
      while (seen.size() < messages) {
        Push push = client.expect(BodyCase.PUSH).getPush();
        long seq = push.getFirstSeq();
        for (Message message : push.getMessagesList()) {
          seqs.add(seq++);
          if (message.getContent().hasText()) {
            seen.add(message.getPosition() + " " + message.getContent().getText().getText());
          }
        }
        client.send(Frames.ack(seq - 1));
      }
    }
  }

  @Test
  void group_manySenders_everyDeviceSeesTheSameOrder() throws Exception {
    int members = 6;
    int each = 50;
    List<UserId> users = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      users.add(peal.user());
    }
    GroupId group = peal.group(users.getFirst(), users.subList(1, members).toArray(UserId[]::new));
    List<Device> devices = new ArrayList<>();
    for (UserId user : users) {
      for (String name : List.of("phone", "laptop")) {
        devices.add(new Device(peal.loggedIn(user, name), new ArrayList<>(), new ArrayList<>()));
      }
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int d = 0; d < devices.size(); d++) {
        int number = d;
        done.add(threads.submit(task(() -> devices.get(number).read(members * each))));
        if (d % 2 == 0) {
          done.add(
              threads.submit(
                  task(() -> {
                    for (int i = 0; i < each; i++) {
                      devices
                          .get(number)
                          .client()
                          .send(Frames.text(i + 1, "g" + group, "m" + i, number + ":" + i));
                    }
                  })));
        }
      }
      for (Future<?> one : done) {
        one.get();
      }
    }

    List<String> order = devices.getFirst().seen();
    for (Device device : devices) {
      assertThat(device.seen()).isEqualTo(order);
      assertThat(device.seqs()).isSorted().doesNotHaveDuplicates();
      device.client().close();
    }
    for (int d = 0; d < devices.size(); d += 2) {
      String sender = d + ":";
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        expected.add(sender + i);
      }
      assertThat(order.stream().map(seen -> seen.substring(seen.indexOf(' ') + 1)))
          .filteredOn(text -> text.startsWith(sender))
          .containsExactlyElementsOf(expected);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static Callable<Void> task(Step step) {
    return () -> {
      step.run();
      return null;
    };
  }

  @Test
  void direct_reachesBothSidesOnAllTheirDevices() throws IOException {
    UserId ada = peal.user();
    UserId bob = peal.user();
    try (RawClient phone = peal.loggedIn(ada, "phone");
        RawClient laptop = peal.loggedIn(ada, "laptop");
        RawClient other = peal.loggedIn(bob, "phone")) {
      phone.send(Frames.text(1, "@" + bob, "m", "hi"));

      assertThat(phone.expect(BodyCase.ACCEPTED).getAccepted().getPosition()).isEqualTo(1);
      for (RawClient client : List.of(laptop, other)) {
        Push push = client.expect(BodyCase.PUSH).getPush();
        assertThat(push.getConversation()).isEqualTo("d" + ada + "-" + bob);
        assertThat(push.getFirstSeq()).isEqualTo(1);
        assertThat(push.getMessages(0).getSender()).isEqualTo(ada.value());
        assertThat(push.getMessages(0).getClientId()).isEqualTo("m");
      }
    }
  }

  @Test
  void readMark_reachesTheUsersOtherDevicesAndNobodyElse() throws IOException {
    UserId ada = peal.user();
    UserId bob = peal.user();
    try (RawClient phone = peal.loggedIn(ada, "phone");
        RawClient laptop = peal.loggedIn(ada, "laptop");
        RawClient other = peal.loggedIn(bob, "phone")) {
      other.send(Frames.text(1, "@" + ada, "m", "hi"));
      phone.expect(BodyCase.PUSH);
      laptop.expect(BodyCase.PUSH);
      other.expect(BodyCase.PUSH);
      // stored, and so readable, before a page shows it
      long stored = 0;
      while (stored < 1) {
        phone.send(Frames.ping(3));
        stored = phone.expect(BodyCase.PONG).getPong().getLatestSeq();
      }
      phone.send(Frames.read(2, "@" + bob, 1));

      assertThat(phone.expect(BodyCase.ACCEPTED).getReplyTo()).isEqualTo(2);
      Push mark = laptop.expect(BodyCase.PUSH).getPush();
      assertThat(mark.getConversation()).isEqualTo("d" + ada + "-" + ada);
      assertThat(mark.getMessages(0).getContent().getReadMark().getConversation())
          .isEqualTo("d" + ada + "-" + bob);
      assertThat(mark.getMessages(0).getContent().getReadMark().getPosition()).isEqualTo(1);
      other.send(Frames.ping(9));
      assertThat(other.next().getReplyTo()).isEqualTo(9);
    }
  }

  @Test
  void addedMember_seesWhatComesAfterwardsAndNothingBefore() throws IOException {
    UserId ada = peal.user();
    UserId bob = peal.user();
    GroupId group = peal.group(ada);
    try (RawClient owner = peal.loggedIn(ada, "phone");
        RawClient added = peal.loggedIn(bob, "phone")) {
      owner.send(Frames.text(1, "g" + group, "a", "before"));
      owner.expect(BodyCase.ACCEPTED);
      peal.groups.add(ada, group, List.of(bob));
      owner.send(Frames.text(2, "g" + group, "b", "after"));
      owner.expect(BodyCase.ACCEPTED);

      Message first = added.expect(BodyCase.PUSH).getPush().getMessages(0);
      assertThat(first.getContent().getMembership().getUsersList()).containsExactly(bob.value());
      Message second = added.expect(BodyCase.PUSH).getPush().getMessages(0);
      assertThat(second.getContent().getText().getText()).isEqualTo("after");
    }
  }

  @Test
  void offline_theWholeInboxIsThereAtTheNextLogin() throws IOException {
    UserId ada = peal.user();
    UserId bob = peal.user();
    try (RawClient from = peal.loggedIn(ada, "phone")) {
      for (int i = 0; i < 25; i++) {
        from.send(Frames.text(1, "@" + bob, "m" + i, "text " + i));
        from.expect(BodyCase.ACCEPTED);
      }
    }
    try (RawClient to = peal.loggedIn(bob, "phone")) {
      List<String> texts = new ArrayList<>();
      long after = 0;
      while (texts.size() < 25) {
        to.send(Frames.sync(2, after, 10));
        var page = to.expect(BodyCase.PAGE).getPage();
        for (var entry : page.getEntriesList()) {
          assertThat(entry.getSeq()).isEqualTo(after + 1);
          after = entry.getSeq();
          texts.add(entry.getMessage().getContent().getText().getText());
        }
      }
      assertThat(texts).startsWith("text 0").endsWith("text 24");
    }
  }

  @Test
  void sameDevice_secondLogin_replacesTheFirst() throws IOException {
    UserId ada = peal.user();
    try (RawClient first = peal.loggedIn(ada, "phone");
        RawClient laptop = peal.loggedIn(ada, "laptop");
        RawClient second = peal.loggedIn(ada, "phone")) {
      List<ServerFrame> last = first.untilClosed();
      assertThat(last).hasSize(1);
      assertThat(last.getFirst().hasReplaced()).isTrue();
      laptop.send(Frames.text(1, "@" + ada, "m", "note"));
      assertThat(second.expect(BodyCase.PUSH).getPush().getMessages(0).getClientId())
          .isEqualTo("m");
      assertThat(peal.presence.online(List.of(ada))).containsExactly(ada);
    }
  }

  @Test
  void goingDown_everyoneIsToldToComeBack() throws IOException {
    try (RawClient session = peal.loggedIn(peal.user(), "phone");
        RawClient waiting = peal.connect()) {
      peal.gateway.disconnect(5_000_000_000L);

      for (RawClient client : List.of(session, waiting)) {
        Closing closing = client.closing();
        assertThat(closing.getReason()).isEqualTo(Closing.Reason.DRAINING);
        assertThat(closing.getReconnectAfterMs()).isPositive();
      }
      try (RawClient late = RawClient.dial(peal.port(), "peal.v1", 64 << 10)) {
        assertThat(late.handshake()).startsWith("HTTP/1.1 503 ");
        assertThat(late.rest()).contains("\"code\":\"OVERLOADED\"");
      }
    }
  }
}
