package org.messagingserver.system.outages;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.testkit.MessageStream;
import org.messagingserver.testkit.Recipient;

/**
 * What crashes of the packaged server, its embedded Postgres or both may not take away. Run it with
 * {@code -Ddurability.seed=…} to crash in the same order at the same moments again, as far as the
 * machine allows.
 */
@ExtendWith(VertxExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DurabilityIT {
  private static final List<Crash> KINDS =
      List.of(
          Crash.POSTMASTER,
          Crash.SERVER,
          Crash.BOTH,
          Crash.EVERYTHING,
          Crash.POSTMASTER,
          Crash.SERVER,
          Crash.POSTMASTER,
          Crash.BOTH,
          Crash.SERVER,
          Crash.POSTMASTER);

  private final long seed = Long.getLong("durability.seed", System.nanoTime());
  private CrashedServer server;

  @BeforeAll
  void crashAgainAndAgain(Vertx vertx) throws InterruptedException {
    System.out.println("durability.seed=" + seed);
    Random random = new Random(seed);
    server = new CrashedServer(vertx, random);
    for (Crash crash : crashes(random)) {
      server.crash(crash);
    }
    server.settle();
  }

  /** Of ten, four of the postmaster, three of the server, two of both and one of everything. */
  private static List<Crash> crashes(Random random) {
    int count = Integer.getInteger("durability.crashes", 10);
    List<Crash> crashes =
        IntStream.range(0, count)
            .mapToObj(i -> KINDS.get(i % KINDS.size()))
            .collect(Collectors.toList());
    Collections.shuffle(crashes, random);
    return crashes;
  }

  @AfterAll
  void remove() {
    server.close();
  }

  Stream<Recipient> recipients() {
    return Stream.of(server.away(), server.present());
  }

  @Test
  void crashesWhileMessagesAreOnTheirWay() {
    assertThat(server.unanswered()).as("seed %d", seed).isPositive();
  }

  @ParameterizedTest
  @MethodSource("recipients")
  void deliversEveryMessageThatItAcked(Recipient recipient) {
    List<String> lost = new ArrayList<>();

    server.streamsTo(recipient).forEach(stream -> lost.addAll(stream.acked()));
    assertThat(lost).hasSizeGreaterThan(100);
    lost.removeAll(recipient.arrived());

    assertThat(lost).as("seed %d", seed).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("recipients")
  void deliversWhatItAckedInTheOrderInWhichItWasSent(Recipient recipient) {
    for (MessageStream stream : server.streamsTo(recipient)) {
      List<String> sent = new ArrayList<>(stream.acked());
      List<String> arrived = new ArrayList<>(recipient.arrived());

      sent.retainAll(recipient.arrived());
      arrived.retainAll(new HashSet<>(sent));

      assertThat(arrived).as("seed %d", seed).isEqualTo(sent);
    }
  }

  @Test
  void handsOutNoOneTimeKeyTwice() {
    assertThat(server.keyTaker().takenKeys()).as("seed %d", seed).doesNotHaveDuplicates();
  }

  @Test
  void losesNoOneTimeKeyButThoseThatWereOnTheirWayToAStranger() {
    List<?> lost = new ArrayList<>(server.present().registeredKeys());

    lost.removeAll(server.keyTaker().takenKeys());

    assertThat(server.keyTaker().takenKeys()).isSubsetOf(server.present().registeredKeys());
    assertThat(lost.size()).as("seed %d", seed).isLessThanOrEqualTo(server.keyTaker().unanswered());
  }

  @Test
  void keepsRegistrations() {
    Recipient recipient = server.present();
    PreKeyBundle last = server.keyTaker().taken().get(server.keyTaker().taken().size() - 1);

    assertThat(last.address()).isEqualTo(recipient.address());
    assertThat(last.registrationId()).isEqualTo(recipient.registrationId());
    assertThat(last.signedPreKey()).isEqualTo(recipient.signedPreKey());
  }
}
