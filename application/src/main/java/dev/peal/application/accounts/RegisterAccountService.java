package dev.peal.application.accounts;

import dev.peal.application.port.in.Invalid;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.PasswordHasher;
import dev.peal.domain.account.Checked;
import dev.peal.domain.account.Name;
import dev.peal.domain.account.PasswordRule;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.session.UserId;
import java.util.Optional;

/// Makes accounts. Stateless.
public final class RegisterAccountService implements RegisterAccount {

  private final AccountStore accounts;
  private final PasswordHasher hasher;
  private final IdSource ids;
  private final Clock clock;

  public RegisterAccountService(
      AccountStore accounts, PasswordHasher hasher, IdSource ids, Clock clock) {
    this.accounts = accounts;
    this.hasher = hasher;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Outcome register(String username, String password, String displayName) {
    return switch (Username.check("username", username)) {
      case Checked.Broken<Username> broken -> refused(broken);
      case Checked.Valid<Username>(Username name) ->
          switch (PasswordRule.check("password", password)) {
            case Checked.Broken<String> broken -> refused(broken);
            case Checked.Valid<String>(String secret) ->
                switch (Name.of("display_name", displayName)) {
                  case Checked.Broken<Name> broken -> refused(broken);
                  case Checked.Valid<Name>(Name shown) -> register(name, secret, shown);
                };
          };
    };
  }

  private Outcome register(Username username, String password, Name displayName) {
    if (accounts.byUsername(username).isPresent()) {
      return new Outcome.UsernameTaken(username.value());
    }
    Optional<String> hash = hasher.hash(password);
    if (hash.isEmpty()) {
      return new Outcome.Overloaded(LogInService.RETRY_AFTER_MILLIS);
    }
    Profile profile = new Profile(new UserId(ids.next(IdSource.Kind.USER)), username, displayName);
    return accounts.add(profile, hash.get(), clock.wallMillis())
        ? new Outcome.Registered(FindAccountsService.shown(profile))
        : new Outcome.UsernameTaken(username.value());
  }

  private static Outcome refused(Checked.Broken<?> broken) {
    return new Outcome.Refused(new Invalid(broken.field(), broken.sentence()));
  }
}
