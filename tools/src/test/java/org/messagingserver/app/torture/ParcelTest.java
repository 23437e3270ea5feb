package org.messagingserver.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class ParcelTest {
  @Test
  void isKnownAgainWhateverItsSize() {
    assertThat(Parcel.of(new Parcel(5, 9).bytes(0))).contains(new Parcel(5, 9));
    assertThat(Parcel.of(new Parcel(5, 9).bytes(1_000))).contains(new Parcel(5, 9));
  }

  @Test
  void isNotKnownWhereABitOrAByteIsAmiss() {
    Buffer sent = new Parcel(5, 9).bytes(100);

    for (int at = 0; at < sent.length(); at++) {
      Buffer damaged = sent.copy().setByte(at, (byte) (sent.getByte(at) ^ 1));
      assertThat(Parcel.of(damaged)).isEmpty();
    }
    assertThat(Parcel.of(sent.getBuffer(0, sent.length() - 1))).isEmpty();
    assertThat(Parcel.of(Buffer.buffer())).isEmpty();
  }
}
