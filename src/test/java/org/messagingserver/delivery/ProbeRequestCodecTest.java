package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

class ProbeRequestCodecTest {
  private final ProbeRequestCodec codec = new ProbeRequestCodec();

  @Test
  void bringsARequestToAnotherNodeAsItWas() {
    ProbeRequest request =
        new ProbeRequest(
            "a node", List.of(address(Long.MIN_VALUE, 1), address(-1, 0xFFFFFFFFL)), -7);

    assertThat(acrossTheWire(request)).isEqualTo(request);
  }

  @Test
  void bringsACallAsACall() {
    assertThat(acrossTheWire(ProbeRequest.PROBE).isProbe()).isTrue();
  }

  @Test
  void refusesMorePlacesThanThereAreWithoutMakingRoomForThem() {
    Buffer wire = Buffer.buffer().appendLong(1).appendInt(Integer.MAX_VALUE);

    assertThatThrownBy(() -> codec.decodeFromWire(0, wire)).isInstanceOf(RuntimeException.class);
  }

  private ProbeRequest acrossTheWire(ProbeRequest request) {
    Buffer wire = Buffer.buffer("what the bus wrote before");
    int position = wire.length();
    codec.encodeToWire(wire, request);
    wire.appendString("what the bus writes behind");
    return codec.decodeFromWire(position, wire);
  }

  private static HashedAddress address(long user, long device) {
    return new HashedAddress(new HashedUser(new UUID(user, 1)), DeviceId.of(device));
  }
}
