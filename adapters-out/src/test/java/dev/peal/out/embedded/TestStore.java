package dev.peal.out.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// An embedded store in a folder of its own, which can be closed and opened again.
final class TestStore implements AutoCloseable {

  private final Path folder;
  private EmbeddedStore store;

  TestStore(Path folder) {
    this.folder = folder;
    this.store = open();
  }

  private EmbeddedStore open() {
    return new EmbeddedStore(EmbeddedSettings.in(folder));
  }

  EmbeddedStore store() {
    return store;
  }

  EmbeddedStore reopen() {
    store.close();
    store = open();
    return store;
  }

  /// The keys of a family that are pairs of numbers.
  Set<List<Long>> pairs(Family family) {
    Set<List<Long>> pairs = new HashSet<>();
    try (KeyIterator iterator = store.iterator(family)) {
      for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
        byte[] key = iterator.key();
        pairs.add(List.of(Keys.number(key, 0), Keys.number(key, Long.BYTES)));
      }
    }
    return pairs;
  }

  /// Every membership as it is found from the group, and as it is found from the user, both as
  /// (group, user).
  void assertBothDirectionsAgree() {
    Set<List<Long>> fromUsers = new HashSet<>();
    pairs(Family.MEMBERSHIP).forEach(pair -> fromUsers.add(pair.reversed()));
    assertThat(fromUsers).isEqualTo(pairs(Family.GROUP_MEMBER));
  }

  @Override
  public void close() {
    store.close();
  }
}
