package dev.peal.in.websocket;

import dev.peal.domain.message.ClientMessageId;
import dev.peal.domain.message.Draft;
import dev.peal.protocol.v1.Abandon;
import dev.peal.protocol.v1.ClientFrame;
import dev.peal.protocol.v1.Code;
import dev.peal.protocol.v1.History;
import dev.peal.protocol.v1.Read;
import dev.peal.protocol.v1.Send;
import dev.peal.protocol.v1.ServerFrame;
import dev.peal.protocol.v1.Sync;

/// Does what the frames of a logged-in session ask for. Confined to the session's event loop.
final class Commands {

  private final Gateway gateway;
  private final Session session;

  Commands(Gateway gateway, Session session) {
    this.gateway = gateway;
    this.session = session;
  }

  /// Does what one frame asks for.
  void handle(ClientFrame frame) {
    long replyTo = frame.getId();
    switch (frame.getBodyCase()) {
      case SEND -> send(replyTo, frame.getSend());
      case ACK -> acknowledge(replyTo, frame.getAck().getSeq());
      case READ -> read(replyTo, frame.getRead());
      case SYNC -> sync(replyTo, frame.getSync());
      case HISTORY -> history(replyTo, frame.getHistory());
      case PING ->
          session.request(
              replyTo,
              () ->
                  Answers.pong(
                      replyTo,
                      gateway.useCases().sync().latestSeq(session.user()),
                      gateway.clock().wallMillis()));
      case ABANDON -> abandon(replyTo, frame.getAbandon());
      case LOGIN ->
          session.write(
              Answers.error(replyTo, Code.ALREADY_LOGGED_IN, "this session is logged in already"));
      case BODY_NOT_SET -> session.write(Answers.unknownFrame(replyTo));
    }
  }

  private void send(long replyTo, Send send) {
    switch (Requests.send(session.user(), send)) {
      case Requests.Checked.Bad<Requests.Sending>(var error) ->
          session.write(Answers.error(replyTo, error.setClientId(echoed(send.getClientId()))));
      case Requests.Checked.Good<Requests.Sending>(var sending) -> {
        ClientMessageId id = sending.clientId();
        Draft draft =
            new Draft(
                sending.conversation(),
                session.user(),
                id,
                sending.body(),
                sending.bodyBytes(),
                gateway.clock().wallMillis(),
                send.getResend());
        session.afterReading(() ->
            gateway
                .useCases()
                .post()
                .post(
                    draft,
                    session.order(),
                    outcome -> session.answer(Answers.posted(replyTo, id, outcome))));
      }
    }
  }

  /// Behind what is being read, like the sends before it.
  private void abandon(long replyTo, Abandon abandon) {
    switch (Requests.abandon(session.user(), abandon)) {
      case Requests.Checked.Bad<Requests.Abandoning>(var error) ->
          session.write(Answers.error(replyTo, error.setClientId(echoed(abandon.getClientId()))));
      case Requests.Checked.Good<Requests.Abandoning>(var abandoning) ->
          session.afterReading(() ->
              session.answer(
                  Answers.abandoned(
                      replyTo,
                      abandoning,
                      gateway
                          .useCases()
                          .post()
                          .abandon(
                              abandoning.conversation(), abandoning.clientId(), session.order()))));
    }
  }

  private static String echoed(String clientId) {
    return ClientMessageId.parse(clientId).map(ClientMessageId::value).orElse("");
  }

  private void acknowledge(long replyTo, long seq) {
    if (seq < 0 || !session.acknowledged(seq)) {
      session.write(
          Answers.error(
              replyTo,
              Requests.invalid(
                  "ack.seq", seq + " (expected: a seq that this session was told of)")));
    }
  }

  private void read(long replyTo, Read read) {
    switch (Requests.read(session.user(), read)) {
      case Requests.Checked.Bad<Requests.Reading>(var error) ->
          session.write(Answers.error(replyTo, error));
      case Requests.Checked.Good<Requests.Reading>(var reading) ->
          session.request(
              replyTo,
              () -> {
                gateway
                    .useCases()
                    .markRead()
                    .mark(
                        session.user(),
                        reading.conversation(),
                        reading.position(),
                        session.order(),
                        outcome -> session.answer(Answers.marked(replyTo, outcome)));
                return ServerFrame.getDefaultInstance();
              });
    }
  }

  private void sync(long replyTo, Sync sync) {
    switch (Requests.sync(sync)) {
      case Requests.Checked.Bad<Requests.Syncing>(var error) ->
          session.write(Answers.error(replyTo, error));
      case Requests.Checked.Good<Requests.Syncing>(var syncing) -> {
        gateway.synced();
        session.request(
            replyTo,
            () ->
                Answers.page(
                    replyTo,
                    gateway
                        .useCases()
                        .sync()
                        .page(session.user(), syncing.after(), syncing.limit())));
      }
    }
  }

  private void history(long replyTo, History history) {
    switch (Requests.history(session.user(), history)) {
      case Requests.Checked.Bad<Requests.Browsing>(var error) ->
          session.write(Answers.error(replyTo, error));
      case Requests.Checked.Good<Requests.Browsing>(var browsing) ->
          session.request(
              replyTo,
              () ->
                  Answers.history(
                      replyTo,
                      browsing.conversation(),
                      gateway
                          .useCases()
                          .history()
                          .read(
                              session.user(),
                              browsing.conversation(),
                              browsing.before(),
                              browsing.limit())));
    }
  }
}
