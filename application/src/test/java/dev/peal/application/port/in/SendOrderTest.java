package dev.peal.application.port.in;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.domain.conversation.ConversationId;
import dev.peal.domain.message.ClientMessageId;
import org.junit.jupiter.api.Test;

class SendOrderTest {

  private static final ConversationId GROUP = ConversationId.group(7);
  private static final ConversationId OTHER = ConversationId.group(8);
  private static final ClientMessageId A = new ClientMessageId("a");
  private static final ClientMessageId B = new ClientMessageId("b");

  private final SendOrder order = new SendOrder();

  @Test
  void admits_nothingRefused_anything() {
    assertThat(order.admits(GROUP, A)).isTrue();
    assertThat(order.admits(GROUP, B)).isTrue();
  }

  @Test
  void admits_afterARefusal_onlyTheFirstRefusedThereAndThenAll() {
    order.refused(GROUP, A);
    order.refused(GROUP, B);

    assertThat(order.admits(GROUP, B)).isFalse();
    assertThat(order.admits(OTHER, B)).isTrue();
    assertThat(order.admits(GROUP, A)).isTrue();
    assertThat(order.admits(GROUP, B)).isTrue();
  }

  @Test
  void refusedLater_ofWhatWasQueuedBefore_takesTheFirstPlace() {
    order.refused(GROUP, B);
    order.refusedLater(GROUP, A);

    assertThat(order.admits(GROUP, B)).isFalse();
    assertThat(order.admits(GROUP, A)).isTrue();
  }

  @Test
  void refused_inTooManyConversations_saturatesAndLosesNoOrder() {
    for (int i = 1; i <= SendOrder.MAX_STALLED; i++) {
      order.refused(ConversationId.group(i), A);
    }
    assertThat(order.saturated()).isFalse();
    ConversationId oneMore = ConversationId.group(SendOrder.MAX_STALLED + 1);

    order.refused(oneMore, A);

    assertThat(order.saturated()).isTrue();
    assertThat(order.admits(oneMore, B)).isFalse();
    assertThat(order.admits(GROUP, B)).isFalse();
    assertThat(order.admits(GROUP, A)).isTrue();
  }
}
