package dev.peal.out.embedded;

import java.nio.file.Path;

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

  @Override
  public void close() {
    store.close();
  }
}
