package dev.peal.application.accounts;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.domain.account.Checked;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.session.UserId;
import java.util.List;
import java.util.Optional;

/// Looks accounts up. Stateless.
public final class FindAccountsService implements FindAccounts {

  private final AccountStore accounts;
  private final PresenceRegistry presence;

  public FindAccountsService(AccountStore accounts, PresenceRegistry presence) {
    this.accounts = accounts;
    this.presence = presence;
  }

  @Override
  public Optional<Account> byUsername(String username) {
    return switch (Username.check("username", username)) {
      case Checked.Broken<Username> ignored -> Optional.empty();
      case Checked.Valid<Username>(Username name) ->
          accounts.byUsername(name).map(FindAccountsService::shown);
    };
  }

  @Override
  public List<Account> byIds(List<UserId> ids) {
    if (ids.size() > MAX_IDS) {
      throw new IllegalArgumentException(
          "ids: " + ids.size() + " (expected: at most " + MAX_IDS + ")");
    }
    return accounts.byIds(ids).stream().map(FindAccountsService::shown).toList();
  }

  @Override
  public List<UserId> online(List<UserId> ids) {
    return presence.online(ids);
  }

  static Account shown(Profile profile) {
    return new Account(profile.id(), profile.username().value(), profile.displayName().value());
  }
}
