package dev.peal.bench.run;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The checkout that this program runs out of.
final class Checkout {

  private Checkout() {}

  /// A file of the checkout by its path there.
  static Path file(String path) {
    return find(path)
        .orElseThrow(() -> new BenchFailed(path + ": not found (expected: run out of a checkout)"));
  }

  /// A file of the checkout, found from where this class comes from; nothing outside a checkout.
  static Optional<Path> find(String path) {
    var source = Checkout.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    for (Path at = Path.of(URI.create(source.getLocation().toString()));
        at != null;
        at = at.getParent()) {
      Path file = at.resolve(path);
      if (Files.isRegularFile(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
