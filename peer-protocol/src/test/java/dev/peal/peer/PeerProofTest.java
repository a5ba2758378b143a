package dev.peal.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peal.peer.PeerProof.Side;
import org.junit.jupiter.api.Test;

class PeerProofTest {

  private static final byte[] ONE = {1, 2, 3};
  private static final byte[] TWO = {4, 5, 6};

  private final PeerProof proof = new PeerProof("a secret of the cluster");
  private final byte[] given = proof.of(Side.CALLER, "a", "b", ONE, TWO);

  @Test
  void of_theSame_isTheSame() {
    byte[] again = new PeerProof("a secret of the cluster").of(Side.CALLER, "a", "b", ONE, TWO);

    assertThat(PeerProof.same(given, again)).isTrue();
  }

  @Test
  void of_anythingElse_isDifferent() {
    PeerProof other = new PeerProof("another secret of them");

    assertThat(other.of(Side.CALLER, "a", "b", ONE, TWO)).isNotEqualTo(given);
    assertThat(proof.of(Side.CALLEE, "a", "b", ONE, TWO)).isNotEqualTo(given);
    assertThat(proof.of(Side.CALLER, "b", "a", ONE, TWO)).isNotEqualTo(given);
    assertThat(proof.of(Side.CALLER, "ab", "", ONE, TWO)).isNotEqualTo(given);
    assertThat(proof.of(Side.CALLER, "a", "b", TWO, ONE)).isNotEqualTo(given);
    assertThat(proof.of(Side.CALLER, "a", "b", ONE, new byte[0])).isNotEqualTo(given);
  }

  @Test
  void nonces_areNeverTheSame() {
    assertThat(PeerProof.nonce()).hasSize(PeerProof.NONCE_BYTES).isNotEqualTo(PeerProof.nonce());
  }
}
