package dev.peal.application.port.in;

import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;

/// Looks accounts up.
public interface FindAccounts {

  Optional<Account> byUsername(String username);

  /// The accounts that exist among `ids` (at most 200), in the order asked for.
  List<Account> byIds(List<UserId> ids);

  /// The ids among `ids` that have at least one session anywhere.
  List<UserId> online(List<UserId> ids);
}
