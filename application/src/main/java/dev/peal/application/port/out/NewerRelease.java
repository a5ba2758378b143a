package dev.peal.application.port.out;

/// Something that a newer release wrote in a form which this one does not know. It is no fault: it
/// has to be kept as it is until a node of that release takes it.
public final class NewerRelease extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// `what` names it and the form that it has.
  public NewerRelease(String what) {
    super(what);
  }
}
