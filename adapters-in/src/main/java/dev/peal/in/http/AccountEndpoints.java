package dev.peal.in.http;

import dev.peal.application.port.in.Account;
import dev.peal.application.port.in.FindAccounts;
import dev.peal.application.port.in.LogIn;
import dev.peal.application.port.in.RegisterAccount;
import dev.peal.domain.session.UserId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Accounts over HTTP: register, log in, who am I, who is that.
final class AccountEndpoints {

  private final RegisterAccount registerAccount;
  private final LogIn logIn;
  private final FindAccounts findAccounts;

  AccountEndpoints(RegisterAccount registerAccount, LogIn logIn, FindAccounts findAccounts) {
    this.registerAccount = registerAccount;
    this.logIn = logIn;
    this.findAccounts = findAccounts;
  }

  Response register(Call call) {
    call.onlyParameters();
    JsonBody body = call.json("username", "password", "display_name");
    return Outcomes.of(
        registerAccount.register(
            body.string("username"), body.string("password"), body.string("display_name")));
  }

  Response logIn(Call call) {
    call.onlyParameters();
    JsonBody body = call.json("username", "password");
    return Outcomes.of(logIn.logIn(body.string("username"), body.string("password")));
  }

  Response me(UserId caller, Call call) {
    call.nothingWithIt();
    List<Account> found = findAccounts.byIds(List.of(caller));
    if (found.isEmpty()) {
      throw new Refusal(
          Problem.of(ErrorCode.INVALID_TOKEN, "token: of an account that does not exist"));
    }
    return Response.json(200, Json.account(found.getFirst()));
  }

  Response find(UserId caller, Call call) {
    call.nothingWithIt("username", "ids");
    Optional<String> username = call.parameter("username");
    Optional<String> ids = call.parameter("ids");
    if (username.isPresent() == ids.isPresent()) {
      throw new Refusal(
          Problem.invalid(
              "username",
              ids.isPresent() ? "given with ids" : "missing",
              "either username or ids"));
    }
    List<Account> found =
        username.isPresent()
            ? findAccounts.byUsername(username.get()).stream().toList()
            : findAccounts.byIds(Call.users("ids", ids.orElse(""), FindAccounts.MAX_IDS));
    List<UserId> online = findAccounts.online(found.stream().map(Account::id).toList());
    return Response.json(200, Json.users(found, new HashSet<>(online)));
  }
}
