package dev.peal.out.mysql;

import static dev.peal.out.mysql.schema.Tables.ACCOUNT;

import dev.peal.application.port.out.AccountStore;
import dev.peal.domain.account.Name;
import dev.peal.domain.account.Profile;
import dev.peal.domain.account.Username;
import dev.peal.domain.session.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.exception.IntegrityConstraintViolationException;

/// Accounts in MySQL; of two with one username the unique key lets one in. Stateless, thread-safe.
public final class MysqlAccountStore implements AccountStore {

  private static final String USERNAME_KEY = "account_by_username";
  private static final String PRIMARY_KEY = "PRIMARY";

  private final MysqlDatabase database;

  /// The database stays its caller's to close.
  public MysqlAccountStore(MysqlDatabase database) {
    this.database = database;
  }

  @Override
  public boolean add(Profile profile, String passwordHash, long createdAtMillis) {
    return database.write(
        "add an account",
        session -> {
          try {
            session
                .sql()
                .insertInto(ACCOUNT)
                .set(ACCOUNT.USER_ID, profile.id().value())
                .set(ACCOUNT.USERNAME, profile.username().value())
                .set(ACCOUNT.DISPLAY_NAME, profile.displayName().value())
                .set(ACCOUNT.PASSWORD_HASH, passwordHash)
                .set(ACCOUNT.CREATED_AT_MS, createdAtMillis)
                .execute();
            return true;
          } catch (IntegrityConstraintViolationException taken) {
            // A repetition violates both keys, and which of them is named is the server's choice.
            if (Failures.isDuplicate(taken, USERNAME_KEY)
                || Failures.isDuplicate(taken, PRIMARY_KEY)) {
              return profile.id().equals(holder(session, profile.username()));
            }
            throw taken;
          }
        });
  }

  private static UserId holder(Session session, Username username) {
    Long id =
        session
            .sql()
            .select(ACCOUNT.USER_ID)
            .from(ACCOUNT)
            .where(ACCOUNT.USERNAME.eq(username.value()))
            .fetchOne(ACCOUNT.USER_ID);
    if (id == null) {
      throw new IllegalArgumentException(
          "user id: taken by another username than " + username + " (expected: a new one)");
    }
    return new UserId(id);
  }

  @Override
  public Optional<Profile> byUsername(Username username) {
    return credentials(username).map(Credentials::profile);
  }

  @Override
  public Optional<Credentials> credentials(Username username) {
    return database.read(
        "find an account",
        session ->
            session
                .sql()
                .selectFrom(ACCOUNT)
                .where(ACCOUNT.USERNAME.eq(username.value()))
                .fetchOptional(
                    row -> new Credentials(profile(row), row.get(ACCOUNT.PASSWORD_HASH))));
  }

  @Override
  public List<Profile> byIds(List<UserId> ids) {
    List<Long> asked = ids.stream().map(UserId::value).distinct().toList();
    if (asked.isEmpty()) {
      return List.of();
    }
    Map<UserId, Profile> found = new HashMap<>();
    database
        .read(
            "find accounts",
            session ->
                session
                    .sql()
                    .selectFrom(ACCOUNT)
                    .where(ACCOUNT.USER_ID.in(asked))
                    .fetch(MysqlAccountStore::profile))
        .forEach(profile -> found.put(profile.id(), profile));
    return ids.stream().flatMap(id -> Optional.ofNullable(found.get(id)).stream()).toList();
  }

  private static Profile profile(Record row) {
    return new Profile(
        new UserId(row.get(ACCOUNT.USER_ID)),
        new Username(row.get(ACCOUNT.USERNAME)),
        new Name(row.get(ACCOUNT.DISPLAY_NAME)));
  }
}
