package dev.peal.application.port.out;

/// A store did not do what it was asked, for a reason that is not the caller's. What a write left
/// behind is unknown unless `nothingWritten`; every write of the ports is safe to repeat.
public final class StoreUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean nothingWritten;

  public StoreUnavailable(String message, Throwable cause, boolean nothingWritten) {
    super(message, cause);
    this.nothingWritten = nothingWritten;
  }

  public StoreUnavailable(String message, boolean nothingWritten) {
    super(message);
    this.nothingWritten = nothingWritten;
  }

  /// Whether it is certain that the call changed nothing.
  public boolean nothingWritten() {
    return nothingWritten;
  }
}
