package dev.peal.domain.session;

import java.util.Collection;

/// Which side of a cluster goes on taking sessions when some of its nodes do not reach each other.
/// A message posted on one side is shown on the other only when its clients ask for it, so only one
/// side should take new sessions: from each node, those it is linked with, and itself, against
/// those it is not linked with. The larger side stays, and of two equal ones that of the node which
/// was there first. So one node that is wrongly set up takes itself out of service, and not the
/// others, and of two nodes one stays.
public final class Cohesion {

  private Cohesion() {}

  /// A node, and since when it has been there; the id decides between two that came together.
  public record Member(NodeId id, long sinceMillis) {

    boolean isBefore(Member other) {
      return sinceMillis != other.sinceMillis
          ? sinceMillis < other.sinceMillis
          : id.value().compareTo(other.id.value()) < 0;
    }
  }

  /// Whether a node goes on taking sessions.
  ///
  /// @param self the node
  /// @param linked other nodes that it is linked with, both ways
  /// @param apart other nodes that live, and that it is not linked with
  public static boolean takesSessions(
      Member self, Collection<Member> linked, Collection<Member> apart) {
    int here = 1 + linked.size();
    if (here != apart.size()) {
      return here > apart.size();
    }
    return apart.stream()
        .allMatch(other ->
            self.isBefore(other) || linked.stream().anyMatch(near -> near.isBefore(other)));
  }
}
