package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class ProbeRequestCodecTest {
  private final ProbeRequestCodec codec = new ProbeRequestCodec();

  @Test
  void bringsARequestToAnotherNodeAsItWas() {
    ProbeRequest request = new ProbeRequest("a node", Long.MIN_VALUE, -7);

    assertThat(acrossTheWire(request)).isEqualTo(request);
  }

  @Test
  void bringsACallAsACall() {
    assertThat(acrossTheWire(ProbeRequest.PROBE).isProbe()).isTrue();
  }

  private ProbeRequest acrossTheWire(ProbeRequest request) {
    Buffer wire = Buffer.buffer("what the bus wrote before");
    int position = wire.length();
    codec.encodeToWire(wire, request);
    wire.appendString("what the bus writes behind");
    return codec.decodeFromWire(position, wire);
  }
}
