package dev.peal.in.grpc;

import dev.peal.application.contract.PeerLinkContract.Told;
import dev.peal.application.port.in.ReceiveFromPeer;
import dev.peal.domain.message.Batch;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Remembers what a node was told, in order. While [#hold] holds, whoever tells it something waits.
final class Receiver implements ReceiveFromPeer {

  private final ReentrantLock busy = new ReentrantLock();
  private final List<Told> told = new ArrayList<>();

  /// Nothing is taken until [#release], by the same thread.
  void hold() {
    busy.lock();
  }

  void release() {
    busy.unlock();
  }

  List<Told> told() {
    synchronized (told) {
      return List.copyOf(told);
    }
  }

  int count() {
    synchronized (told) {
      return told.size();
    }
  }

  private void take(Told one) {
    busy.lock();
    try {
      synchronized (told) {
        told.add(one);
      }
    } finally {
      busy.unlock();
    }
  }

  @Override
  public void deliver(Batch batch) {
    take(new Told.Delivered(batch));
  }

  @Override
  public void missed(long[] users, long[] lastSeqs) {
    Map<Long, Long> seqs = new HashMap<>();
    for (int i = 0; i < users.length; i++) {
      seqs.put(users[i], lastSeqs[i]);
    }
    take(new Told.Missed(seqs));
  }

  @Override
  public void missedUnknown() {
    take(new Told.MissedUnknown());
  }

  @Override
  public void replace(UserId user, DeviceName device, long session) {
    take(new Told.Replaced(user, device, session));
  }
}
