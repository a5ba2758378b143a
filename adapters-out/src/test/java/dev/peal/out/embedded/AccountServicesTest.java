package dev.peal.out.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.peal.application.accounts.AuthenticateService;
import dev.peal.application.accounts.FindAccountsService;
import dev.peal.application.accounts.LogInService;
import dev.peal.application.accounts.RegisterAccountService;
import dev.peal.application.contract.Samples;
import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.application.port.in.RegisterAccount.Outcome.Registered;
import dev.peal.application.port.in.RegisterAccount.Outcome.UsernameTaken;
import dev.peal.application.port.out.Clock;
import dev.peal.application.port.out.PasswordHasher;
import dev.peal.domain.session.DeviceName;
import dev.peal.domain.session.UserId;
import dev.peal.out.security.Argon2PasswordHasher;
import dev.peal.out.security.Argon2Settings;
import dev.peal.out.security.JwtTokenIssuer;
import dev.peal.out.security.SigningSecret;
import dev.peal.out.security.TokenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The account services over the embedded store and the real hasher and tokens.
class AccountServicesTest {

  private static final long START = 1_800_000_000_000L;

  @TempDir Path folder;
  private TestStore opened;
  private final Argon2PasswordHasher argon2 =
      new Argon2PasswordHasher(new Argon2Settings(64, 1, 1, 2, 64));
  private final CountingHasher hasher = new CountingHasher();
  private final EmbeddedPresenceRegistry presence = new EmbeddedPresenceRegistry();
  private long now = START;
  private RegisterAccount register;
  private LogIn logIn;
  private Authenticate authenticate;
  private FindAccounts find;

  /// Counts what it does, and refuses when told to.
  private final class CountingHasher implements PasswordHasher {
    private final AtomicInteger hashes = new AtomicInteger();
    private volatile boolean overloaded;

    @Override
    public Optional<String> hash(String password) {
      hashes.incrementAndGet();
      return overloaded ? Optional.empty() : argon2.hash(password);
    }

    @Override
    public Match match(String password, String hash) {
      hashes.incrementAndGet();
      return overloaded ? Match.OVERLOADED : argon2.match(password, hash);
    }
  }

  private final Clock clock =
      new Clock() {
        @Override
        public long wallMillis() {
          return now;
        }

        @Override
        public long monotonicNanos() {
          throw new UnsupportedOperationException("not asked here");
        }
      };

  @BeforeEach
  void open() {
    opened = new TestStore(folder);
    start();
  }

  private void start() {
    var accounts = new EmbeddedAccountStore(opened.store());
    var tokens =
        new JwtTokenIssuer(
            new TokenSettings(Duration.ofHours(1), "peal"),
            SigningSecret.keptIn(folder.resolve("token.secret")));
    register =
        new RegisterAccountService(accounts, hasher, new EmbeddedIdSource(opened.store()), clock);
    logIn = new LogInService(accounts, hasher, tokens, clock);
    authenticate = new AuthenticateService(tokens, clock);
    find = new FindAccountsService(accounts, presence);
  }

  @AfterEach
  void close() {
    opened.close();
    argon2.close();
  }

  private Account registered(String username) {
    return ((Registered) register.register(username, "password1", "Name")).account();
  }

  @Test
  void register_logIn_authenticate_tellTheSameUser() {
    Account ada =
        ((Registered) register.register("Ada", "correct horse", "  Ada \uD83D\uDE00 ")).account();
    assertThat(ada.username()).isEqualTo("ada");
    assertThat(ada.displayName()).isEqualTo("Ada \uD83D\uDE00");

    LogIn.Outcome.LoggedIn in = (LogIn.Outcome.LoggedIn) logIn.logIn("aDA", "correct horse");

    assertThat(in.account()).isEqualTo(ada);
    assertThat(in.expiresAtMillis()).isEqualTo(START + 3_600_000);
    assertThat(authenticate.authenticate(in.token()))
        .isEqualTo(new Authenticate.Outcome.Authenticated(ada.id(), in.expiresAtMillis()));
    now = in.expiresAtMillis();
    assertThat(authenticate.authenticate(in.token()))
        .isEqualTo(new Authenticate.Outcome.Expired(in.expiresAtMillis()));
    assertThat(authenticate.authenticate(in.token() + "x"))
        .isInstanceOf(Authenticate.Outcome.Invalid.class);
  }

  @Test
  void register_takenUsername_isSaidWithoutHashing() {
    registered("ada");
    int before = hasher.hashes.get();

    assertThat(register.register("ADA", "password2", "Other")).isEqualTo(new UsernameTaken("ada"));
    assertThat(hasher.hashes).hasValue(before);
  }

  @Test
  void register_oneUsernameManyTimesAtOnce_succeedsOnce() throws Exception {
    List<Callable<RegisterAccount.Outcome>> rivals =
        Collections.nCopies(8, () -> register.register("ada", "password1", "Ada"));

    List<RegisterAccount.Outcome> outcomes = new ArrayList<>(Samples.atOnce(rivals));

    assertThat(outcomes).filteredOn(Registered.class::isInstance).hasSize(1);
    outcomes.removeIf(Registered.class::isInstance);
    assertThat(outcomes).containsOnly(new UsernameTaken("ada"));
  }

  @ParameterizedTest
  @CsvSource({
    "ad, password1, Ada, username",
    "ada, passwor, Ada, password",
    "ada, password1, '\n', display_name",
  })
  void register_brokenRule_namesTheField(
      String username, String password, String displayName, String field) {
    assertThat(register.register(username, password, displayName))
        .isInstanceOfSatisfying(
            RegisterAccount.Outcome.Refused.class,
            refused -> {
              assertThat(refused.invalid().field()).isEqualTo(field);
              assertThat(refused.invalid().message())
                  .startsWith(field + ": ")
                  .contains("(expected: ");
            });
    assertThat(hasher.hashes).hasValue(0);
  }

  @Test
  void logIn_wrongPasswordAndUnknownUsername_lookTheSameAndCostTheSame() {
    registered("ada");
    hasher.hashes.set(0);

    assertThat(logIn.logIn("ada", "password2")).isEqualTo(new LogIn.Outcome.BadCredentials());
    assertThat(hasher.hashes).hasValue(1);
    assertThat(logIn.logIn("bob", "password2")).isEqualTo(new LogIn.Outcome.BadCredentials());
    assertThat(hasher.hashes).hasValue(2);
  }

  @Test
  void logIn_whatNoAccountCouldHave_isRefusedWithoutHashing() {
    assertThat(logIn.logIn("a b", "password1")).isEqualTo(new LogIn.Outcome.BadCredentials());
    assertThat(logIn.logIn("ada", "x".repeat(1_000_000)))
        .isEqualTo(new LogIn.Outcome.BadCredentials());
    assertThat(hasher.hashes).hasValue(0);
  }

  @Test
  void overloadedHasher_isARefusalWithATimeForKnownAndUnknownAlike() {
    registered("ada");
    hasher.overloaded = true;

    assertThat(logIn.logIn("ada", "password1")).isEqualTo(new LogIn.Outcome.Overloaded(2_000));
    assertThat(logIn.logIn("bob", "password1")).isEqualTo(new LogIn.Outcome.Overloaded(2_000));
    assertThat(register.register("bob", "password1", "Bob"))
        .isEqualTo(new RegisterAccount.Outcome.Overloaded(2_000));
    assertThat(find.byUsername("bob")).isEmpty();
  }

  @Test
  void restart_keepsAccountsTokensAndNeverRepeatsAnId() {
    Account ada = registered("ada");
    String token = ((LogIn.Outcome.LoggedIn) logIn.logIn("ada", "password1")).token();

    opened.reopen();
    start();

    assertThat(logIn.logIn("ada", "password1")).isInstanceOf(LogIn.Outcome.LoggedIn.class);
    assertThat(authenticate.authenticate(token))
        .isInstanceOf(Authenticate.Outcome.Authenticated.class);
    assertThat(registered("bob").id()).isGreaterThan(ada.id());
  }

  @Test
  void find_byNameIdsAndPresence() {
    Account ada = registered("ada");
    Account bob = registered("bob");
    presence.arrived(bob.id(), new DeviceName("phone"), 1);

    assertThat(find.byUsername("BOB")).contains(bob);
    assertThat(find.byUsername("nobody")).isEmpty();
    assertThat(find.byUsername("not a name")).isEmpty();
    assertThat(find.byIds(List.of(bob.id(), new UserId(UserId.MAX), ada.id())))
        .containsExactly(bob, ada);
    assertThat(find.online(List.of(ada.id(), bob.id()))).containsExactly(bob.id());
    assertThatThrownBy(() -> find.byIds(Collections.nCopies(201, ada.id())))
        .hasMessage("ids: 201 (expected: at most 200)");
  }
}
