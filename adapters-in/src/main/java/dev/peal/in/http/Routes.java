package dev.peal.in.http;

import static io.netty.handler.codec.http.HttpMethod.DELETE;
import static io.netty.handler.codec.http.HttpMethod.GET;
import static io.netty.handler.codec.http.HttpMethod.PATCH;
import static io.netty.handler.codec.http.HttpMethod.POST;
import static io.netty.handler.codec.http.HttpMethod.PUT;

import dev.peal.application.port.in.ListConversations;
import dev.peal.domain.session.UserId;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/// The table of routes. `openapi.json` describes the same table; a test holds one against the
/// other.
final class Routes {

  /// Where the web page lies on the class path.
  static final String WEB = "dev/peal/web";

  private Routes() {}

  static List<Route> of(
      UseCases useCases, Supplier<NodeState> state, PrometheusMeterRegistry registry) {
    var accounts =
        new AccountEndpoints(useCases.registerAccount(), useCases.logIn(), useCases.findAccounts());
    var groups = new GroupEndpoints(useCases.changeGroup(), useCases.findGroups());
    var operator =
        new OperatorEndpoints(useCases.reportStatus(), useCases.listNodes(), state, registry);
    var pages = new PageEndpoints(Pages.read(WEB, "index.html"));
    ListConversations conversations = useCases.listConversations();
    return List.of(
        new Route(POST, "/v1/accounts", new Endpoint.Open(accounts::register)),
        new Route(POST, "/v1/login", new Endpoint.Open(accounts::logIn)),
        new Route(GET, "/v1/me", new Endpoint.Personal(accounts::me)),
        new Route(GET, "/v1/users", new Endpoint.Personal(accounts::find)),
        new Route(
            GET,
            "/v1/conversations",
            new Endpoint.Personal((user, call) -> conversations(conversations, user, call))),
        new Route(POST, "/v1/groups", new Endpoint.Personal(groups::create)),
        new Route(GET, "/v1/groups", new Endpoint.Personal(groups::list)),
        new Route(GET, "/v1/groups/{id}", new Endpoint.Personal(groups::get)),
        new Route(PATCH, "/v1/groups/{id}", new Endpoint.Personal(groups::rename)),
        new Route(DELETE, "/v1/groups/{id}", new Endpoint.Personal(groups::dismiss)),
        new Route(GET, "/v1/groups/{id}/members", new Endpoint.Personal(groups::members)),
        new Route(POST, "/v1/groups/{id}/members", new Endpoint.Personal(groups::add)),
        new Route(DELETE, "/v1/groups/{id}/members/{user}", new Endpoint.Personal(groups::remove)),
        new Route(
            PUT, "/v1/groups/{id}/members/{user}/role", new Endpoint.Personal(groups::changeRole)),
        new Route(POST, "/v1/groups/{id}/leave", new Endpoint.Personal(groups::leave)),
        new Route(POST, "/v1/groups/{id}/owner", new Endpoint.Personal(groups::handOver)),
        new Route(GET, "/v1/admin/stats", new Endpoint.Administration(operator::stats)),
        new Route(GET, "/livez", new Endpoint.Instant(operator::live)),
        new Route(GET, "/readyz", new Endpoint.Instant(operator::ready)),
        new Route(GET, "/nodes", new Endpoint.Instant(operator::nodes)),
        new Route(GET, "/metrics", new Endpoint.Monitoring(operator::metrics)),
        new Route(GET, "/openapi.json", new Endpoint.Instant(pages::description)),
        new Route(GET, "/", new Endpoint.Instant(pages::index)),
        new Route(GET, "/assets/{path+}", new Endpoint.Instant(pages::asset)),
        new Route(
            GET,
            Handshake.PATH,
            new Endpoint.Instant(call -> Handshake.upgradeRequired("not asked for"))));
  }

  private static Response conversations(ListConversations conversations, UserId user, Call call) {
    call.nothingWithIt();
    return Response.json(200, Json.conversations(user, conversations.of(user)));
  }
}
