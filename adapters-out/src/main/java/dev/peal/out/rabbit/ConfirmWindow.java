package dev.peal.out.rabbit;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What was published on the channels of one connection and is not confirmed. Dies with the
/// connection. Guarded by the lock of [Outgoing].
final class ConfirmWindow {

  private final List<NavigableMap<Long, Publication>> channels;

  ConfirmWindow(int channels) {
    this.channels = new ArrayList<>(channels);
    for (int i = 0; i < channels; i++) {
      this.channels.add(new TreeMap<>());
    }
  }

  int channels() {
    return channels.size();
  }

  void add(Publication publication) {
    channels.get(publication.channel).put(publication.seqNo, publication);
  }

  void remove(Publication publication) {
    channels.get(publication.channel).remove(publication.seqNo, publication);
  }

  /// Takes out what a confirm names, in the order of publishing.
  List<Publication> confirmed(int channel, long seqNo, boolean multiple) {
    NavigableMap<Long, Publication> sent = channels.get(channel);
    if (!multiple) {
      Publication one = sent.remove(seqNo);
      return one == null ? List.of() : List.of(one);
    }
    NavigableMap<Long, Publication> upTo = sent.headMap(seqNo, true);
    List<Publication> all = List.copyOf(upTo.values());
    upTo.clear();
    return all;
  }

  /// Takes everything out.
  List<Publication> drain() {
    List<Publication> all = new ArrayList<>();
    for (NavigableMap<Long, Publication> sent : channels) {
      all.addAll(sent.values());
      sent.clear();
    }
    return all;
  }
}
