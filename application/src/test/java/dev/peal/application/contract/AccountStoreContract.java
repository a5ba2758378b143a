package dev.peal.application.contract;

import static dev.peal.application.contract.Samples.profile;
import static dev.peal.application.contract.Samples.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.AccountStore.Credentials;
import dev.peal.domain.account.Name;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.session.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/// The contract of [AccountStore].
public abstract class AccountStoreContract {

  private static final String HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA";

  /// The store under test, empty at first; the same one within a test.
  protected abstract AccountStore store();

  /// The store as a new process would find it.
  protected abstract AccountStore reopened();

  @Test
  void add_newUsername_isFoundByNameAndId() {
    Profile ada = profile(1, "ada");

    assertThat(store().add(ada, HASH, 1_000)).isTrue();

    assertThat(store().byUsername(new Username("ada"))).contains(ada);
    assertThat(store().byIds(users(1))).containsExactly(ada);
    assertThat(store().credentials(new Username("ada"))).contains(new Credentials(ada, HASH));
  }

  @Test
  void add_anyNameAndTheHighestId_comeBackAsTheyWere() {
    Profile profile =
        new Profile(
            new UserId(UserId.MAX),
            new Username("a.b_c-9"),
            new Name("\u05D0\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 <b>"));

    store().add(profile, HASH, 1_000);

    assertThat(store().byIds(List.of(profile.id()))).containsExactly(profile);
  }

  @Test
  void add_takenUsername_isRefusedAndTheFirstStays() {
    Profile first = profile(1, "ada");
    Profile second = profile(2, "ada");
    store().add(first, HASH, 1_000);

    assertThat(store().add(second, "another", 1_000)).isFalse();

    assertThat(store().credentials(new Username("ada"))).contains(new Credentials(first, HASH));
    assertThat(store().byIds(users(2))).isEmpty();
  }

  @Test
  void add_again_isTrueAndHarmless() {
    Profile ada = profile(1, "ada");
    store().add(ada, HASH, 1_000);

    assertThat(store().add(ada, HASH, 1_000)).isTrue();

    assertThat(store().byIds(users(1))).containsExactly(ada);
  }

  @Test
  void add_manyForOneUsernameAtOnce_exactlyOneGetsIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      String username = "name" + round;
      List<Callable<Boolean>> rivals = new ArrayList<>();
      for (int i = 1; i <= 8; i++) {
        Profile rival = profile(round * 100L + i, username);
        rivals.add(() -> store().add(rival, HASH, 1_000));
      }

      List<Boolean> added = Samples.atOnce(rivals);

      assertThat(added).containsOnlyOnce(true);
      long winner = round * 100L + 1 + added.indexOf(true);
      assertThat(store().byUsername(new Username(username)).orElseThrow().id())
          .isEqualTo(new UserId(winner));
      assertThat(store().byIds(users(round * 100L + 1, round * 100L + 2, winner)))
          .extracting(Profile::id)
          .containsOnly(new UserId(winner));
    }
  }

  @Test
  void byIds_unknownOnesAmongThem_areLeftOutAndOrderIsKept() {
    Profile ada = profile(1, "ada");
    Profile bob = profile(2, "bob");
    store().add(ada, HASH, 1_000);
    store().add(bob, HASH, 1_000);

    assertThat(store().byIds(users(2, 99, 1))).containsExactly(bob, ada);
  }

  @Test
  void byUsername_unknown_isNothing() {
    store().add(profile(1, "ada"), HASH, 1_000);

    assertThat(store().byUsername(new Username("ada2"))).isEmpty();
    assertThat(store().credentials(new Username("ad-"))).isEmpty();
  }

  @Test
  void reopened_hasWhatWasAdded() {
    Profile ada = profile(1, "ada");
    store().add(ada, HASH, 1_000);

    AccountStore again = reopened();

    assertThat(again.credentials(new Username("ada"))).contains(new Credentials(ada, HASH));
    assertThat(again.add(profile(2, "ada"), HASH, 1_000)).isFalse();
  }
}
