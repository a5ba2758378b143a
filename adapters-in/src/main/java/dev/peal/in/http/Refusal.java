package dev.peal.in.http;

/// Ends the reading of a request that cannot be granted. Kept inside this package, thrown where a
/// field is read and caught in one place ([Dispatcher]), so that each endpoint reads as the list of
/// what it needs; carries no stack trace, being no failure of the program.
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.code().name(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
