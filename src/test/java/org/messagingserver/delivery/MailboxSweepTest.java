package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.protocol.DeviceId;

/** When the store is asked about whom. Time is simulated. */
class MailboxSweepTest {
  private static final int CONSUMERS = 5500;

  private final SimulatedLoop time = new SimulatedLoop();
  private final MortalLoop loop = new MortalLoop(time);
  private final ModelMailbox store = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final DeliverySettings settings = Rig.settings(10, 1000, Duration.ofSeconds(60));
  private final List<List<HashedAddress>> asked = new ArrayList<>();
  private final Mailbox mailbox = listeningIn(store.of(loop));
  private final Set<MailboxConsumer> consumers = new LinkedHashSet<>();
  private final MailboxSweep mailboxSweep = new MailboxSweep(loop, mailbox, settings, consumers);

  private Mailbox listeningIn(Mailbox real) {
    return (Mailbox)
        Proxy.newProxyInstance(
            Mailbox.class.getClassLoader(),
            new Class<?>[] {Mailbox.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("status")) {
                asked.add(addresses(arguments[0]));
              }
              return method.invoke(real, arguments);
            });
  }

  private static List<HashedAddress> addresses(Object argument) {
    return ((List<?>) argument).stream().map(HashedAddress.class::cast).toList();
  }

  @BeforeEach
  void open() {
    var ackedMessageDeleter = new AckedMessageDeleter(loop, mailbox, settings);
    var receiptBatcher = new ReceiptBatcher(loop, bus.of(loop), () -> {});
    for (int index = 0; index < CONSUMERS; index++) {
      var owner = new HashedAddress(new HashedUser(UUID.randomUUID()), DeviceId.of(1));
      MailboxConsumer mailboxConsumer =
          new MailboxConsumer(
              loop,
              owner,
              new Silent(),
              bus.of(loop),
              mailbox,
              ackedMessageDeleter,
              receiptBatcher,
              new SiblingConsumers(loop, bus.of(loop), new MessageIds()),
              new ReadAhead(1 << 20),
              new AckWatch(loop, settings),
              settings,
              Unmetered.DELIVERIES);
      consumers.add(mailboxConsumer);
      mailboxConsumer.open().onSuccess(opened -> opened.start(false));
    }
    time.pass(500);
    asked.clear();
  }

  private int pass(Duration span) {
    asked.clear();
    time.pass(span.toMillis());
    Set<HashedAddress> all = new HashSet<>();
    asked.forEach(all::addAll);
    return all.size();
  }

  @Test
  void asksAboutEveryoneOnceInARound() {
    assertThat(pass(Duration.ofSeconds(60))).isEqualTo(CONSUMERS);

    assertThat(asked).hasSize(60);
    assertThat(asked.stream().mapToInt(List::size).sum()).isEqualTo(CONSUMERS);
  }

  @Test
  void asksAboutEveryoneWithinSecondsWhenItHurries() {
    time.pass(7000);

    mailboxSweep.runNow();

    assertThat(pass(Duration.ofSeconds(6))).isEqualTo(CONSUMERS);
  }

  @Test
  void asksTwiceWhenItHurriesAndThenAsUsual() {
    mailboxSweep.runNow();

    assertThat(pass(Duration.ofSeconds(5))).isEqualTo(CONSUMERS);
    assertThat(pass(Duration.ofSeconds(5))).isEqualTo(CONSUMERS);
    assertThat(pass(Duration.ofSeconds(5))).isLessThan(CONSUMERS / 10);
  }

  @Test
  void getsRoundThoughItIsToldToHurryAllTheTime() {
    loop.after(1, this::hurryOnAndOn);

    assertThat(pass(Duration.ofSeconds(6))).isEqualTo(CONSUMERS);
  }

  private void hurryOnAndOn() {
    mailboxSweep.runNow();
    loop.after(100, this::hurryOnAndOn);
  }

  @Test
  void asksAboutNoMoreAtOnceThanAStatementMayTake() {
    mailboxSweep.runNow();

    pass(Duration.ofSeconds(5));

    assertThat(asked).allSatisfy(some -> assertThat(some).hasSizeLessThanOrEqualTo(1000));
    assertThat(asked).hasSize(10);
  }

  /** Wants nothing. */
  private static final class Silent extends TestSink {
    @Override
    public int deliver(Buffer message) {
      throw new AssertionError("nothing was sent");
    }
  }
}
