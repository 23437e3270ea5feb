package org.messagingserver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.wire.proto.Ack;
import org.messagingserver.wire.proto.Message;

/** The short cut and the generated code write the same bytes. */
class FastFramesTest {
  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void writesAnAckAsTheGeneratedCodeDoes(int sequence) {
    Message generated =
        Message.newBuilder().setSequence(sequence).setAck(Ack.getDefaultInstance()).build();

    assertThat(FastFrames.ack(sequence).getBytes()).isEqualTo(generated.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 300, 16_384, 262_144})
  void writesAMessageAsTheGeneratedCodeDoes(int length) {
    byte[] content = new byte[length];
    random.nextBytes(content);
    for (int sequence : new int[] {0, 1, random.nextInt(), -1}) {
      Message generated =
          Message.newBuilder()
              .setSequence(sequence)
              .setInboundMessage(ByteString.copyFrom(content))
              .build();

      assertThat(FastFrames.inboundMessage(sequence, Buffer.buffer(content)).getBytes())
          .isEqualTo(generated.toByteArray());
    }
  }
}
