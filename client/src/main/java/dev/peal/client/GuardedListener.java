package dev.peal.client;

import dev.peal.protocol.v1.Error;
import dev.peal.protocol.v1.Message;
import dev.peal.protocol.v1.Push;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a listener's exceptions away from the client.
record GuardedListener(PealListener listener) implements PealListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  @Override
  public void onMessage(long seq, String conversation, Message message) {
    try {
      listener.onMessage(seq, conversation, message);
    } catch (RuntimeException thrown) {
      LOG.error("listener failed on seq {}", seq, thrown);
    }
  }

  @Override
  public void onMoved(long seq, String conversation, Message message) {
    try {
      listener.onMoved(seq, conversation, message);
    } catch (RuntimeException thrown) {
      LOG.error("listener failed on the new position of seq {}", seq, thrown);
    }
  }

  @Override
  public void onWentBack(long cursor, long from) {
    try {
      listener.onWentBack(cursor, from);
    } catch (RuntimeException thrown) {
      LOG.error("listener failed on going back from seq {} to {}", cursor, from, thrown);
    }
  }

  @Override
  public void onPush(long firstSeq, Push push, long arrivedNanos) {
    try {
      listener.onPush(firstSeq, push, arrivedNanos);
    } catch (RuntimeException thrown) {
      LOG.error("listener failed on the push from seq {}", firstSeq, thrown);
    }
  }

  @Override
  public void onState(ConnectionState state) {
    try {
      listener.onState(state);
    } catch (RuntimeException thrown) {
      LOG.error("listener failed on state {}", state, thrown);
    }
  }

  @Override
  public void onStopped(Stopped why) {
    try {
      listener.onStopped(why);
    } catch (RuntimeException thrown) {
      LOG.error("listener failed on the stop", thrown);
    }
  }

  @Override
  public void onError(Error error) {
    try {
      listener.onError(error);
    } catch (RuntimeException thrown) {
      LOG.error("listener failed on error {}", error.getCode(), thrown);
    }
  }
}
