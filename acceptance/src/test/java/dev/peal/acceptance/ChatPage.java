package dev.peal.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;

/// The chat page as somebody uses it. What cannot be seen at once is waited for.
final class ChatPage {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Browser browser;

  ChatPage(Browser browser) {
    this.browser = browser;
  }

  /// A message as the page shows it; `state` is sending, sent, failed or received.
  record Shown(String text, String state, String sender) {}

  private static ConditionFactory patiently() {
    return await().atMost(PATIENCE).ignoreExceptionsInstanceOf(WebDriverException.class);
  }

  /// Opens the page as somebody who was never there, and registers.
  void register(String address, String displayName, String username) {
    browser.openAnew(address);
    patiently().until(() -> browser.element("entry").isDisplayed());
    browser.click("tab-register");
    browser.type("register-display-name", displayName);
    browser.type("register-username", username);
    browser.type("register-password", User.PASSWORD);
    browser.click("register-submit");
    awaitState("online");
  }

  /// Opens the page as somebody who was never there, and logs in.
  void logIn(String address, String username) {
    browser.openAnew(address);
    patiently().until(() -> browser.element("entry").isDisplayed());
    browser.click("tab-login");
    browser.type("login-username", username);
    browser.type("login-password", User.PASSWORD);
    browser.click("login-submit");
    awaitState("online");
  }

  /// Waits until the connection is `online`, `offline`, `connecting`, `replaced` or `closed`.
  void awaitState(String state) {
    patiently()
        .until(
            () -> browser.element("connection-state").getDomAttribute("data-state"), state::equals);
  }

  void awaitNotOnline() {
    patiently()
        .until(
            () -> browser.element("connection-state").getDomAttribute("data-state"),
            state -> !"online".equals(state));
  }

  void createGroup(String name, String... usernames) {
    browser.click("new-group-button");
    patiently().until(() -> browser.element("new-group-name").isDisplayed());
    browser.type("new-group-name", name);
    for (int i = 0; i < usernames.length; i++) {
      browser.type("new-group-username", usernames[i]);
      browser.click("new-group-add");
      int members = i + 1;
      patiently().until(() -> count("new-group-member") == members);
    }
    browser.click("new-group-submit");
    awaitOpen(name);
  }

  /// Starts a direct conversation.
  void startDirect(String username, String displayName) {
    browser.click("new-direct-button");
    patiently().until(() -> browser.element("new-direct-username").isDisplayed());
    browser.type("new-direct-username", username, Keys.ENTER);
    awaitOpen(displayName);
  }

  /// Opens a conversation of the list.
  void open(String title) {
    patiently()
        .until(
            () ->
                browser.run(
                    """
                    const item = [...document.querySelectorAll('[data-testid=conversation-item]')]
                      .find((i) => i.querySelector('[data-testid=conversation-title]')
                        .textContent === arguments[0]);
                    item?.click();
                    return item !== undefined;
                    """,
                    title),
            Boolean.TRUE::equals);
    awaitOpen(title);
  }

  private void awaitOpen(String title) {
    patiently().until(() -> browser.element("chat-title").getText(), title::equals);
  }

  /// Writes into the open conversation and sends it.
  void write(String text) {
    browser.type("composer-input", text, Keys.ENTER);
  }

  /// The messages of the open conversation, from the top.
  List<Shown> messages() {
    List<?> rows =
        (List<?>)
            browser.run(
                """
                let sender = '';
                return [...document.querySelectorAll('[data-testid=message]')].map((m) => {
                  sender = m.querySelector('[data-testid=message-sender]')?.textContent ?? sender;
                  const mine = m.dataset.state !== 'received';
                  return {
                    text: m.querySelector('[data-testid=message-text]').textContent,
                    state: m.dataset.state,
                    sender: mine ? '' : sender,
                  };
                });
                """);
    return rows.stream()
        .map(row -> (Map<?, ?>) row)
        .map(row -> new Shown("" + row.get("text"), "" + row.get("state"), "" + row.get("sender")))
        .toList();
  }

  List<String> texts() {
    return messages().stream().map(Shown::text).toList();
  }

  /// Waits until the open conversation shows these texts and nothing else.
  void awaitTexts(String... texts) {
    patiently().untilAsserted(() -> assertThat(texts()).containsExactly(texts));
  }

  /// Waits until the open conversation shows a text, once.
  void awaitText(String text) {
    patiently().untilAsserted(() -> assertThat(texts()).containsOnlyOnce(text));
  }

  /// Waits until one's own messages are known to stand.
  void awaitAllSent() {
    patiently()
        .untilAsserted(() ->
            assertThat(messages()).extracting(Shown::state).doesNotContain("sending", "failed"));
  }

  /// What the badge of a conversation says; empty when there is none.
  String badge(String title) {
    return ""
        + browser.run(
            """
            return [...document.querySelectorAll('[data-testid=conversation-item]')]
              .filter((i) => i.querySelector('[data-testid=conversation-title]')
                .textContent === arguments[0])
              .map((i) => i.querySelector('[data-testid=unread-badge]')?.textContent ?? '')
              .join();
            """,
            title);
  }

  void awaitBadge(String title, String badge) {
    patiently().untilAsserted(() -> assertThat(badge(title)).isEqualTo(badge));
  }

  void awaitListed(String title) {
    patiently()
        .until(
            () ->
                browser.run(
                    """
                    return [...document.querySelectorAll('[data-testid=conversation-title]')]
                      .some((t) => t.textContent === arguments[0]);
                    """,
                    title),
            Boolean.TRUE::equals);
  }

  /// Scrolls to the top again and again until the conversation's beginning is there.
  void scrollToBeginning() {
    patiently()
        .until(() -> {
          browser.run("document.querySelector('[data-testid=message-list]').scrollTop = 0;");
          return count("history-start") == 1;
        });
  }

  long count(String testId) {
    return browser.run(
                "return document.querySelectorAll(`[data-testid=${arguments[0]}]`).length;", testId)
            instanceof Number number
        ? number.longValue()
        : -1;
  }
}
