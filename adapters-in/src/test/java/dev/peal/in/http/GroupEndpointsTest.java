package dev.peal.in.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.application.port.in.GroupOutcome;
import dev.peal.application.port.in.Invalid;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GroupEndpointsTest {

  private final EmbeddedPeal peal = new EmbeddedPeal();

  @AfterEach
  void close() {
    peal.close();
  }

  @Test
  void create_withMembers_answersTheGroup() {
    Answer answer = peal.call("POST", "/v1/groups", "{\"name\":\"Engine\",\"members\":[8,9]}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            "{\"id\":3,\"conversation\":\"g3\",\"name\":\"Engine\",\"version\":1,\"role\":\"owner\",\"member_count\":3}");
    assertThat(peal.useCases.calls).containsExactly("create 7 Engine [8, 9]", "group 7 3");
  }

  @Test
  void list_mine_answersThem() {
    Answer answer = peal.get("/v1/groups");

    assertThat(answer.json().at("/groups/0/id").longValue()).isEqualTo(3);
    assertThat(answer.json().at("/more").booleanValue()).isFalse();
    assertThat(peal.useCases.calls).containsExactly("groups 7 0 200");
  }

  @Test
  void list_page_passesItsBoundsAndSaysWhetherThereAreMore() {
    peal.useCases.moreGroups = true;

    Answer answer = peal.get("/v1/groups?after=5&limit=10");

    assertThat(answer.json().at("/more").booleanValue()).isTrue();
    assertThat(peal.useCases.calls).containsExactly("groups 7 5 10");
  }

  @Test
  void list_badBounds_areNamed() {
    assertThat(peal.get("/v1/groups?limit=0").field()).isEqualTo("limit");
    assertThat(peal.get("/v1/groups?limit=1001").field()).isEqualTo("limit");
    assertThat(peal.get("/v1/groups?after=-1").field()).isEqualTo("after");
    assertThat(peal.useCases.calls).isEmpty();
  }

  @Test
  void get_notMine_isNotFound() {
    assertThat(peal.get("/v1/groups/3").status()).isEqualTo(200);
    peal.useCases.group = Optional.empty();

    Answer answer = peal.get("/v1/groups/3");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void get_idThatIsNone_isRefused() {
    assertThat(peal.get("/v1/groups/abc").message())
        .isEqualTo("id: \"abc\" (expected: integer from 1 to 9007199254740991)");
    assertThat(peal.get("/v1/groups/0").status()).isEqualTo(400);
    assertThat(peal.get("/v1/groups/-3").status()).isEqualTo(400);
  }

  @Test
  void members_page_passesItsBounds() {
    Answer answer = peal.get("/v1/groups/3/members?after=5&limit=10");

    assertThat(answer.body())
        .isEqualTo(
            "{\"members\":[{\"id\":7,\"username\":\"ada\",\"display_name\":\"Ada Lovelace\",\"role\":\"owner\",\"online\":true}],\"more\":false}");
    assertThat(peal.useCases.calls).containsExactly("members 7 3 5 10");
  }

  @Test
  void members_withoutBounds_takesTheDefaults() {
    peal.get("/v1/groups/3/members");

    assertThat(peal.useCases.calls).containsExactly("members 7 3 0 200");
  }

  @Test
  void members_badBounds_areNamed() {
    assertThat(peal.get("/v1/groups/3/members?limit=0").field()).isEqualTo("limit");
    assertThat(peal.get("/v1/groups/3/members?limit=1001").field()).isEqualTo("limit");
    assertThat(peal.get("/v1/groups/3/members?after=-1").field()).isEqualTo("after");
    assertThat(peal.get("/v1/groups/3/members?after=1e3").field()).isEqualTo("after");
    assertThat(peal.useCases.calls).isEmpty();
  }

  @Test
  void members_notMine_isNotFound() {
    peal.useCases.members = Optional.empty();

    assertThat(peal.get("/v1/groups/3/members").status()).isEqualTo(404);
  }

  @Test
  void add_members_answersWhoIsNew() {
    Answer answer = peal.call("POST", "/v1/groups/3/members", "{\"members\":[8,9]}");

    assertThat(answer.body()).isEqualTo("{\"version\":2,\"added\":[8]}");
    assertThat(peal.useCases.calls).containsExactly("add 7 3 [8, 9]");
  }

  @Test
  void changes_eachReachItsUseCase() {
    assertThat(peal.call("DELETE", "/v1/groups/3/members/8", "").body())
        .isEqualTo("{\"version\":2}");
    peal.call("PUT", "/v1/groups/3/members/8/role", "{\"role\":\"admin\"}");
    peal.call("PUT", "/v1/groups/3/members/8/role", "{\"role\":\"member\"}");
    peal.call("POST", "/v1/groups/3/leave", "");
    peal.call("POST", "/v1/groups/3/leave", "{}");
    peal.call("PATCH", "/v1/groups/3", "{\"name\":\"Difference\"}");
    peal.call("POST", "/v1/groups/3/owner", "{\"user\":8}");
    peal.call("DELETE", "/v1/groups/3", "");

    assertThat(peal.useCases.calls)
        .containsExactly(
            "remove 7 3 8",
            "changeRole 7 3 8 ADMIN",
            "changeRole 7 3 8 MEMBER",
            "leave 7 3",
            "leave 7 3",
            "rename 7 3 Difference",
            "handOver 7 3 8",
            "dismiss 7 3");
  }

  @Test
  void changeRole_toOwner_isRefused() {
    Answer answer = peal.call("PUT", "/v1/groups/3/members/8/role", "{\"role\":\"owner\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.field()).isEqualTo("role");
    assertThat(peal.useCases.calls).isEmpty();
  }

  @Test
  void change_noSuchGroup_isNotFoundEverywhere() {
    peal.useCases.changed = new GroupOutcome.NoSuchGroup(3);

    for (Supplier<Answer> change : changes()) {
      assertThat(change.get().code()).isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void change_roleTooLow_isForbiddenWithItsReason() {
    peal.useCases.changed = new GroupOutcome.Forbidden("role: member (expected: owner or admin)");

    Answer answer = peal.call("PATCH", "/v1/groups/3", "{\"name\":\"x\"}");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.code()).isEqualTo("FORBIDDEN");
    assertThat(answer.message()).isEqualTo("role: member (expected: owner or admin)");
  }

  @Test
  void leave_owner_isConflict() {
    peal.useCases.changed = new GroupOutcome.Conflict("owner: leaves (expected: hand over first)");

    Answer answer = peal.call("POST", "/v1/groups/3/leave", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("CONFLICT");
  }

  @Test
  void change_refusedByRule_passesFieldAndSentence() {
    peal.useCases.changed = new GroupOutcome.Refused(new Invalid("name", "name: empty"));

    Answer answer = peal.call("PATCH", "/v1/groups/3", "{\"name\":\"\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.field()).isEqualTo("name");
  }

  @Test
  void leave_withSomethingInItsBody_isRefused() {
    Answer answer = peal.call("POST", "/v1/groups/3/leave", "{\"group\":3}");

    assertThat(answer.message()).isEqualTo("group: unknown field (expected: no fields)");
    assertThat(peal.useCases.calls).isEmpty();
  }

  private List<Supplier<Answer>> changes() {
    return List.of(
        () -> peal.call("DELETE", "/v1/groups/3/members/8", ""),
        () -> peal.call("PUT", "/v1/groups/3/members/8/role", "{\"role\":\"admin\"}"),
        () -> peal.call("POST", "/v1/groups/3/members", "{\"members\":[8]}"),
        () -> peal.call("POST", "/v1/groups/3/leave", ""),
        () -> peal.call("PATCH", "/v1/groups/3", "{\"name\":\"x\"}"),
        () -> peal.call("POST", "/v1/groups/3/owner", "{\"user\":8}"),
        () -> peal.call("DELETE", "/v1/groups/3", ""));
  }
}
