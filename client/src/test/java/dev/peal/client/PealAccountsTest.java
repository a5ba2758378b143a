package dev.peal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class PealAccountsTest {

  @Test
  void webSocket_hasTheServersHostAndPort() {
    try (PealAccounts accounts = new PealAccounts(URI.create("http://127.0.0.1:8099"))) {
      assertThat(accounts.webSocket()).isEqualTo(URI.create("ws://127.0.0.1:8099/ws"));
    }
  }

  @Test
  void ticket_toString_hidesTheToken() {
    PealAccounts.Ticket ticket =
        new PealAccounts.Ticket("secret", 1, new PealAccounts.Account(1, "ann", "Ann"));
    assertThat(ticket.toString()).contains("ann").doesNotContain("secret");
  }
}
