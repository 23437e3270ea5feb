package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.protocol.DeviceId;

/** What was read and a client does not take is kept within bounds, and comes all the same. */
class ReadAheadTest {
  private static final int WAITING = 30;

  private final SimulatedLoop time = new SimulatedLoop();
  private final ModelMailbox mailbox = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final DeliverySettings settings =
      Rig.settings(8, 1 << 20, Duration.ofSeconds(2), Duration.ZERO, Duration.ofMillis(150));
  private final HashedAddress owner =
      new HashedAddress(new HashedUser(new UUID(1, 1)), DeviceId.of(1));
  private final TestSink sink = new TestSink();
  private final List<String> got = sink.got;
  private final MortalLoop loop = new MortalLoop(time);

  ReadAheadTest() {
    mailbox.register(owner);
    MessageIds ids = new MessageIds();
    for (int number = 0; number < WAITING; number++) {
      mailbox
          .of(loop)
          .append(List.of(new NewMessage(ids.next(), owner, false, Buffer.buffer("m" + number))));
      time.pass(100);
    }
  }

  private MailboxConsumer open(ReadAhead ahead) {
    AckedMessageDeleter ackedMessageDeleter =
        new AckedMessageDeleter(loop, mailbox.of(loop), settings);
    MailboxConsumer mailboxConsumer =
        new MailboxConsumer(
            loop,
            owner,
            sink,
            bus.of(loop),
            mailbox.of(loop),
            ackedMessageDeleter,
            new ReceiptBatcher(loop, bus.of(loop), () -> {}),
            new SiblingConsumers(loop, bus.of(loop), new MessageIds()),
            ahead,
            new AckWatch(loop, settings),
            settings,
            Unmetered.DELIVERIES);
    new MailboxSweep(
        loop, mailbox.of(loop), settings, new LinkedHashSet<>(List.of(mailboxConsumer)));
    mailboxConsumer.open().onSuccess(opened -> opened.start(false));
    time.pass(1000);
    return mailboxConsumer;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 20})
  void bringsEverythingInOrderWhateverMayBeKept(int bytes) {
    MailboxConsumer mailboxConsumer = open(new ReadAhead(bytes));

    for (int acked = 1; acked <= WAITING; acked++) {
      mailboxConsumer.acked(acked);
      time.pass(100);
    }

    assertThat(got)
        .containsExactlyElementsOf(IntStream.range(0, WAITING).mapToObj(n -> "m" + n).toList());
  }

  @Test
  void keepsAPageForWhoTakesNothingAndForgetsItWithTheSocket() {
    ReadAhead ahead = new ReadAhead(1);

    MailboxConsumer mailboxConsumer = open(ahead);
    assertThat(got).hasSize(8);
    assertThat(ahead.hasRoom()).isFalse();

    mailboxConsumer.close();
    assertThat(ahead.hasRoom()).isTrue();
  }
}
