package dev.peal.acceptance;

import dev.peal.client.PealAccounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A registered user who has logged in over HTTP.
record User(long id, String username, String token) {
  static final String PASSWORD = "correct horse battery";

  static User register(PealAccounts accounts, String username)
      throws IOException, InterruptedException {
    accounts.register(username, PASSWORD, "User " + username);
    PealAccounts.Ticket ticket = accounts.logIn(username, PASSWORD);
    return new User(ticket.account().id(), username, ticket.token());
  }

  /// Users `prefix`0, `prefix`1 and so on.
  static List<User> register(PealAccounts accounts, String prefix, int count)
      throws IOException, InterruptedException {
    List<User> users = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      users.add(register(accounts, prefix + i));
    }
    return users;
  }

  static List<Long> ids(List<User> users) {
    return users.stream().map(User::id).toList();
  }

  /// Leaves the token out.
  @Override
  public String toString() {
    return username + " (" + id + ")";
  }
}
