package dev.peal.application.accounts;

import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.AccountStore.Credentials;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.PasswordHasher;
import dev.peal.application.port.out.TokenIssuer;
import dev.peal.domain.account.Checked;
import dev.peal.domain.account.PasswordRule;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import java.util.Optional;

/// Checks passwords and hands out tokens. Stateless.
public final class LogInService implements LogIn {

  /// A guess at the time in which a full queue of hashes drains; whoever comes back too soon is
  /// refused again, cheaply.
  static final long RETRY_AFTER_MILLIS = 2_000;

  private final AccountStore accounts;
  private final PasswordHasher hasher;
  private final TokenIssuer tokens;
  private final Clock clock;

  public LogInService(
      AccountStore accounts, PasswordHasher hasher, TokenIssuer tokens, Clock clock) {
    this.accounts = accounts;
    this.hasher = hasher;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// What no account could have is refused without a hash: that depends on the input alone and
  /// tells nothing of which accounts exist.
  @Override
  public Outcome logIn(String username, String password) {
    if (Username.check("username", username) instanceof Checked.Valid<Username>(Username name)
        && PasswordRule.check("password", password) instanceof Checked.Valid<String>) {
      Optional<Credentials> known = accounts.credentials(name);
      return known.isPresent() ? compare(known.get(), password) : pretend(password);
    }
    return new Outcome.BadCredentials();
  }

  private Outcome compare(Credentials known, String password) {
    return switch (hasher.match(password, known.passwordHash())) {
      case SAME -> loggedIn(known.profile());
      case DIFFERENT -> new Outcome.BadCredentials();
      case OVERLOADED -> new Outcome.Overloaded(RETRY_AFTER_MILLIS);
    };
  }

  /// Takes as long as a comparison, and can be overloaded like one.
  private Outcome pretend(String password) {
    return hasher.hash(password).isPresent()
        ? new Outcome.BadCredentials()
        : new Outcome.Overloaded(RETRY_AFTER_MILLIS);
  }

  private Outcome loggedIn(Profile profile) {
    TokenIssuer.Token token = tokens.issue(profile.id(), clock.wallMillis());
    return new Outcome.LoggedIn(
        FindAccountsService.shown(profile), token.text(), token.expiresAtMillis());
  }
}
