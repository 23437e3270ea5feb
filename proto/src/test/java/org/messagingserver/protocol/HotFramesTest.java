package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.proto.Ack;
import org.messagingserver.protocol.proto.Message;

/** The short cut and the generated code write the same bytes. */
class HotFramesTest {
  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void writesAnAckAsTheGeneratedCodeDoes(int sequence) {
    Message generated =
        Message.newBuilder().setSequence(sequence).setAck(Ack.getDefaultInstance()).build();

    assertThat(HotFrames.ack(sequence).getBytes()).isEqualTo(generated.toByteArray());
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

      assertThat(HotFrames.inboundMessage(sequence, Buffer.buffer(content)).getBytes())
          .isEqualTo(generated.toByteArray());
    }
  }
}
