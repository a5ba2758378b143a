package dev.peal.out.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.peal.application.port.out.AccountStore;
import dev.peal.application.port.out.StoreUnavailable;
import dev.peal.domain.account.Name;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.session.UserId;
import dev.peal.out.record.v1.AccountRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Accounts in the embedded store. Thread-safe: accounts are added one at a time, which is quick
/// beside the hashing of their passwords, and never change.
public final class EmbeddedAccountStore implements AccountStore {

  private final EmbeddedStore store;
  private final ReentrantLock adding = new ReentrantLock();

  /// The store stays its caller's to close.
  public EmbeddedAccountStore(EmbeddedStore store) {
    this.store = store;
  }

  @Override
  public boolean add(Profile profile, String passwordHash, long createdAtMillis) {
    byte[] username = key(profile.username());
    byte[] id = Keys.number(profile.id().value());
    AccountRecord record =
        AccountRecord.newBuilder()
            .setUsername(profile.username().value())
            .setDisplayName(profile.displayName().value())
            .setPasswordHash(passwordHash)
            .setCreatedAtMs(createdAtMillis)
            .build();
    adding.lock();
    try (EmbeddedStore.Changes changes = store.changes()) {
      byte[] holder = store.get(Family.USERNAME, username);
      if (holder != null) {
        return Keys.number(holder, 0) == profile.id().value();
      }
      changes.put(Family.USERNAME, username, id);
      changes.put(Family.ACCOUNT, id, record.toByteArray());
      store.write(changes, true);
      return true;
    } finally {
      adding.unlock();
    }
  }

  @Override
  public Optional<Profile> byUsername(Username username) {
    return holder(username).flatMap(id -> record(id).map(record -> profile(id, record)));
  }

  @Override
  public Optional<Credentials> credentials(Username username) {
    return holder(username)
        .flatMap(id ->
            record(id)
                .map(record -> new Credentials(profile(id, record), record.getPasswordHash())));
  }

  @Override
  public List<Profile> byIds(List<UserId> ids) {
    return ids.stream()
        .flatMap(id -> record(id).map(record -> profile(id, record)).stream())
        .toList();
  }

  private Optional<UserId> holder(Username username) {
    byte[] id = store.get(Family.USERNAME, key(username));
    return id == null ? Optional.empty() : Optional.of(new UserId(Keys.number(id, 0)));
  }

  private Optional<AccountRecord> record(UserId id) {
    byte[] value = store.get(Family.ACCOUNT, Keys.number(id.value()));
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(AccountRecord.parseFrom(value));
    } catch (InvalidProtocolBufferException failure) {
      throw new StoreUnavailable("account " + id + " cannot be read", failure, true);
    }
  }

  private static Profile profile(UserId id, AccountRecord record) {
    return new Profile(id, new Username(record.getUsername()), new Name(record.getDisplayName()));
  }

  private static byte[] key(Username username) {
    return username.value().getBytes(StandardCharsets.US_ASCII);
  }
}
