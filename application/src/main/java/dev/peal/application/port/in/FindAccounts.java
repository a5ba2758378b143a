package dev.peal.application.port.in;

import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;

/// Looks accounts up.
public interface FindAccounts {

  /// How many ids may be asked for at once.
  int MAX_IDS = 200;

  /// Nothing for a text that is no username, too.
  Optional<Account> byUsername(String username);

  /// The accounts that exist among `ids` (at most [#MAX_IDS]), in the order asked for.
  List<Account> byIds(List<UserId> ids);

  /// The ids among `ids` that have at least one session anywhere.
  List<UserId> online(List<UserId> ids);
}
