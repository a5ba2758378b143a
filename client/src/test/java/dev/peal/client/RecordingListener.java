package dev.peal.client;

import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import java.util.ArrayList;
import java.util.List;

/// Keeps what it hears; on one thread.
final class RecordingListener implements PealListener {
  final List<Long> shown = new ArrayList<>();
  final List<String> shownIds = new ArrayList<>();
  final List<String> moved = new ArrayList<>();
  final List<String> wentBack = new ArrayList<>();
  final List<Long> pushes = new ArrayList<>();
  final List<ConnectionState> states = new ArrayList<>();
  final List<Error> errors = new ArrayList<>();

  @Override
  public void onMessage(long seq, String conversation, Message message) {
    shown.add(seq);
    shownIds.add(message.getClientId());
  }

  @Override
  public void onMoved(long seq, String conversation, Message message) {
    moved.add(message.getClientId() + "@" + message.getPosition());
  }

  @Override
  public void onWentBack(long cursor, long from) {
    wentBack.add(cursor + " to " + from);
  }

  @Override
  public void onPush(long firstSeq, Push push, long arrivedNanos) {
    pushes.add(firstSeq);
  }

  @Override
  public void onState(ConnectionState state) {
    states.add(state);
  }

  @Override
  public void onError(Error error) {
    errors.add(error);
  }
}
