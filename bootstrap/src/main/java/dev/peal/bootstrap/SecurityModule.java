package dev.peal.bootstrap;

import dagger.Module;
import dagger.Provides;
import dev.peal.application.accounts.AuthenticateService;
import dev.peal.application.accounts.FindAccountsService;
import dev.peal.application.accounts.LogInService;
import dev.peal.application.accounts.RegisterAccountService;
import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.IdSource;
import dev.peal.application.port.out.PasswordHasher;
import dev.peal.application.port.out.PresenceRegistry;
import dev.peal.application.port.out.TokenIssuer;
import dev.peal.bootstrap.config.Settings;
import dev.peal.out.security.Argon2PasswordHasher;
import dev.peal.out.security.JwtTokenIssuer;
import dev.peal.out.security.SigningSecret;
import jakarta.inject.Singleton;

/// Accounts, passwords and tokens.
@Module
public interface SecurityModule {

  @Provides
  @Singleton
  static PasswordHasher hasher(Settings settings) {
    return new Argon2PasswordHasher(settings.argon2());
  }

  @Provides
  @Singleton
  static TokenIssuer tokens(Settings settings, SigningSecret secret) {
    return new JwtTokenIssuer(settings.tokens(), secret);
  }

  @Provides
  @Singleton
  static RegisterAccount register(
      AccountStore accounts, PasswordHasher hasher, IdSource ids, Clock clock) {
    return new RegisterAccountService(accounts, hasher, ids, clock);
  }

  @Provides
  @Singleton
  static LogIn logIn(
      AccountStore accounts, PasswordHasher hasher, TokenIssuer tokens, Clock clock) {
    return new LogInService(accounts, hasher, tokens, clock);
  }

  @Provides
  @Singleton
  static Authenticate authenticate(TokenIssuer tokens, Clock clock) {
    return new AuthenticateService(tokens, clock);
  }

  @Provides
  @Singleton
  static FindAccounts findAccounts(AccountStore accounts, PresenceRegistry presence) {
    return new FindAccountsService(accounts, presence);
  }
}
