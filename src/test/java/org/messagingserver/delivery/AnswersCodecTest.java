package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.identity.DeviceId;
import org.messagingserver.vault.HashedAddress;
import org.messagingserver.vault.HashedUser;

class AnswersCodecTest {
  private final AnswersCodec codec = new AnswersCodec();

  @Test
  void bringsAnswersToAnotherNodeAsTheyWere() {
    List<Answer> answers =
        List.of(
            Answer.settled(address(1, 7), new UUID(Long.MIN_VALUE, 1)),
            Answer.behind(address(-1, 0xFFFFFFFFL), new UUID(-1, Long.MAX_VALUE)));
    Buffer wire = Buffer.buffer("what the bus wrote before");
    int position = wire.length();

    codec.encodeToWire(wire, answers);
    wire.appendString("what the bus writes behind");

    assertThat(codec.decodeFromWire(position, wire)).isEqualTo(answers);
  }

  @Test
  void refusesMoreAnswersThanThereAreWithoutMakingRoomForThem() {
    Buffer wire = Buffer.buffer().appendInt(Integer.MAX_VALUE);

    assertThatThrownBy(() -> codec.decodeFromWire(0, wire)).isInstanceOf(RuntimeException.class);
  }

  private static HashedAddress address(long user, long device) {
    return new HashedAddress(new HashedUser(new UUID(user, 1)), DeviceId.of(device));
  }
}
