package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class TestPayloadTest {
  @Test
  void isKnownAgainWhateverItsSize() {
    assertThat(TestPayload.of(new TestPayload(5, 9).bytes(0))).contains(new TestPayload(5, 9));
    assertThat(TestPayload.of(new TestPayload(5, 9).bytes(1_000))).contains(new TestPayload(5, 9));
  }

  @Test
  void isItsHeadFollowedByPaddingThatAllShare() {
    TestPayload payload = new TestPayload(5, 9);

    Buffer parts = payload.head(100).appendBuffer(TestPayload.padding(100));

    assertThat(parts).isEqualTo(payload.bytes(100));
  }

  @Test
  void isNotKnownWhereABitOrAByteIsAmiss() {
    Buffer sent = new TestPayload(5, 9).bytes(100);

    for (int at = 0; at < sent.length(); at++) {
      Buffer damaged = sent.copy().setByte(at, (byte) (sent.getByte(at) ^ 1));
      assertThat(TestPayload.of(damaged)).isEmpty();
    }
    assertThat(TestPayload.of(sent.getBuffer(0, sent.length() - 1))).isEmpty();
    assertThat(TestPayload.of(Buffer.buffer())).isEmpty();
  }
}
