package dev.peal.application.port.out;

import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;

/// Keeps accounts. Thread-safe.
public interface AccountStore {

  /// Keeps a new account, durable when this returns. False, and nothing kept, when the username
  /// belongs to another id; of two at once exactly one gets it. Repeating it with the same id is
  /// harmless and true.
  ///
  /// @throws StoreUnavailable whether it was kept is unknown unless the exception says so
  boolean add(Profile profile, String passwordHash, long createdAtMillis);

  /// The account with exactly this username.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<Profile> byUsername(Username username);

  /// What the account's password is checked against.
  ///
  /// @throws StoreUnavailable a retry is safe
  Optional<Credentials> credentials(Username username);

  /// Those that exist among `ids`, in the order given.
  ///
  /// @throws StoreUnavailable a retry is safe
  List<Profile> byIds(List<UserId> ids);

  /// What a log-in is checked against.
  record Credentials(Profile profile, String passwordHash) {

    /// Without the hash.
    @Override
    public String toString() {
      return "Credentials[" + profile + "]";
    }
  }
}
