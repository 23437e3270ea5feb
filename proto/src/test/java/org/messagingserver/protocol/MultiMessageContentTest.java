package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.Samples.USER;

import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;

class MultiMessageContentTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static MultiMessage message(Buffer shared, int... devices) {
    List<Part> parts =
        IntStream.of(devices)
            .mapToObj(device -> new Part(new Address(USER, new DeviceId(device)), head(device)))
            .toList();
    return new MultiMessage(1, shared, parts);
  }

  private static Buffer head(int device) {
    return Buffer.buffer("head of " + device);
  }

  @Test
  void makesOfEachPartItsHeadAndWhatIsShared() {
    for (Buffer shared : List.of(Buffer.buffer(), head(0), Buffer.buffer(new byte[1000]))) {
      MultiMessage message = message(shared, 7);

      Buffer content = message.messageOf(message.parts().get(0));

      assertThat(content.getBytes())
          .isEqualTo(head(7).copy().appendBuffer(shared).getBytes())
          .hasSize(content.length())
          .hasSize((int) message.lengthOf(message.parts().get(0)));
      assertThat(Buffer.buffer("before").appendBuffer(content).appendBuffer(content).length())
          .isEqualTo(6 + 2 * content.length());
    }
  }

  @Test
  void takesNoMoreMemoryForMoreRecipients() {
    MultiMessage message =
        message(Buffer.buffer(new byte[1 << 16]), IntStream.range(0, 200).toArray());
    List<Buffer> warm = message.parts().stream().map(message::messageOf).toList();
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);

    List<Buffer> messages = message.parts().stream().map(message::messageOf).toList();

    assertThat(THREADS.getThreadAllocatedBytes(thread) - before).isLessThan(200 * 1024);
    assertThat(messages).hasSameSizeAs(warm);
  }

  @Test
  void countsWhatIsSharedForEachPart() {
    MultiMessage message = message(Buffer.buffer(new byte[100]), 1, 2, 3);

    assertThat(message.fanOutBytes()).isEqualTo(3L * (100 + head(1).length()));
    assertThat(message.repeatedBytes()).isEqualTo(200);
  }

  @Test
  void tellsWhetherARecipientIsNamedTwice() {
    assertThat(message(Buffer.buffer(), 1, 2, 1).namesARecipientTwice()).isTrue();
    assertThat(message(Buffer.buffer(), 1, 2, 3).namesARecipientTwice()).isFalse();
    assertThat(message(Buffer.buffer(), 1).namesARecipientTwice()).isFalse();
  }
}
