package dev.peal.domain.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {

  @Test
  void bytes_changedByOthers_stayAsTheyWere() {
    byte[] source = {1, 2};
    Bytes bytes = Bytes.copyOf(source);
    source[0] = 9;
    bytes.toArray()[1] = 9;

    assertThat(bytes.toArray()).containsExactly(1, 2);
    assertThat(bytes.size()).isEqualTo(2);
    assertThat(bytes).isEqualTo(Bytes.copyOf(new byte[] {1, 2}));
    assertThat(bytes).isNotEqualTo(Bytes.copyOf(new byte[] {1, 3}));
    assertThat(bytes).hasToString("Bytes[2]");
  }
}
