package dev.peal.out.embedded;

/// Walks over the keys of a family that are pairs of numbers.
final class Scan {

  private Scan() {}

  /// Takes the second number of a key, and its value; false ends the walk.
  interface Visitor {
    boolean visit(long second, byte[] value);
  }

  /// Visits the keys whose first number is `first` and whose second is above `after`, in order, as
  /// they were when the walk began.
  ///
  /// @throws dev.peal.application.port.out.StoreUnavailable a retry is safe
  static void above(EmbeddedStore store, Family family, long first, long after, Visitor visitor) {
    if (after == Long.MAX_VALUE) {
      return;
    }
    try (KeyIterator iterator = store.iterator(family)) {
      iterator.seek(Keys.pair(first, after + 1));
      while (iterator.isValid()) {
        byte[] key = iterator.key();
        if (Keys.number(key, 0) != first
            || !visitor.visit(Keys.number(key, Long.BYTES), iterator.value())) {
          return;
        }
        iterator.next();
      }
    }
  }
}
