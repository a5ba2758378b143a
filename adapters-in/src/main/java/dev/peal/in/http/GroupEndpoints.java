package dev.peal.in.http;

import dev.peal.application.port.in.ChangeGroup;
import dev.peal.application.port.in.FindGroups;
import dev.peal.application.port.in.FindGroups.GroupPage;
import dev.peal.application.port.in.FindGroups.MemberPage;
import dev.peal.application.port.in.Group;
import dev.peal.application.port.in.GroupOutcome;
import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;
import dev.peal.domain.session.UserId;
import java.util.Optional;

/// Groups over HTTP: make, read, change and dismiss them.
final class GroupEndpoints {

  private static final int PAGE = 200;

  private final ChangeGroup changeGroup;
  private final FindGroups findGroups;

  GroupEndpoints(ChangeGroup changeGroup, FindGroups findGroups) {
    this.changeGroup = changeGroup;
    this.findGroups = findGroups;
  }

  Response create(UserId caller, Call call) {
    call.onlyParameters();
    JsonBody body = call.json("name", "members");
    GroupOutcome outcome = changeGroup.create(caller, body.string("name"), body.users("members"));
    return Outcomes.of(outcome, changed -> group(201, caller, changed.group()));
  }

  Response list(UserId caller, Call call) {
    call.nothingWithIt("after", "limit");
    GroupPage page = findGroups.of(caller, call.number("after", 0, 0, GroupId.MAX), limit(call));
    return Response.json(200, Json.groups(page.groups(), page.more()));
  }

  Response get(UserId caller, Call call) {
    call.nothingWithIt();
    return group(200, caller, call.group());
  }

  Response members(UserId caller, Call call) {
    call.nothingWithIt("after", "limit");
    long after = call.number("after", 0, 0, UserId.MAX);
    int limit = limit(call);
    GroupId group = call.group();
    Optional<MemberPage> page = findGroups.members(caller, group, after, limit);
    return page.map(found -> Response.json(200, Json.members(found.members(), found.more())))
        .orElseGet(() -> Outcomes.noSuchGroup(group.value()));
  }

  Response add(UserId caller, Call call) {
    call.onlyParameters();
    JsonBody body = call.json("members");
    GroupOutcome outcome = changeGroup.add(caller, call.group(), body.users("members"));
    return Outcomes.of(
        outcome, changed -> Response.json(200, Json.added(changed.version(), changed.users())));
  }

  Response remove(UserId caller, Call call) {
    call.nothingWithIt();
    return Outcomes.ofChange(changeGroup.remove(caller, call.group(), call.user()));
  }

  Response changeRole(UserId caller, Call call) {
    call.onlyParameters();
    Role role = role(call.json("role").string("role"));
    return Outcomes.ofChange(changeGroup.changeRole(caller, call.group(), call.user(), role));
  }

  Response leave(UserId caller, Call call) {
    call.nothingWithIt();
    return Outcomes.ofChange(changeGroup.leave(caller, call.group()));
  }

  Response rename(UserId caller, Call call) {
    call.onlyParameters();
    String name = call.json("name").string("name");
    return Outcomes.ofChange(changeGroup.rename(caller, call.group(), name));
  }

  Response handOver(UserId caller, Call call) {
    call.onlyParameters();
    UserId owner = call.json("user").user("user");
    return Outcomes.ofChange(changeGroup.handOver(caller, call.group(), owner));
  }

  Response dismiss(UserId caller, Call call) {
    call.nothingWithIt();
    return Outcomes.ofChange(changeGroup.dismiss(caller, call.group()));
  }

  private Response group(int status, UserId caller, GroupId id) {
    Optional<Group> group = findGroups.byId(caller, id);
    return group
        .map(found -> Response.json(status, Json.group(found)))
        .orElseGet(() -> Outcomes.noSuchGroup(id.value()));
  }

  private static int limit(Call call) {
    return (int) call.number("limit", PAGE, 1, FindGroups.MAX_LIMIT);
  }

  private static Role role(String text) {
    return switch (text) {
      case "admin" -> Role.ADMIN;
      case "member" -> Role.MEMBER;
      default ->
          throw new Refusal(
              Problem.invalid(
                  "role",
                  Shown.quoted(text),
                  "admin or member; ownership moves with POST /v1/groups/{id}/owner"));
    };
  }
}
