package org.messagingserver.system.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.registered;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.system.privacy.Stranger.Answered;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/**
 * With delivery as it is by default, no Ack tells a stranger whether its recipient is online, and
 * an error tells nothing but its name. A store that stalls for longer than an answer waits does
 * tell; what this machine does to one spell of asking it does not do to all, but a leak shows in
 * each.
 */
class PresenceTest {
  private static final int SPELLS = 8;
  private static final int STRANGERS = 4;
  private static final int WARM_UP_ROUNDS = 120;
  private static final int ROUNDS = 600;

  /** So many that one who never acks has all that is sent to it in one spell in flight. */
  private static final int OF_EACH_KIND = 12;

  /** Between {@code delivery.handoffMillis} and {@code delivery.ackMillis}. */
  private static final long LATE_MILLIS = 175;

  private static final Duration HALF_A_TICK = Duration.ofNanos(12_500_000);
  private static final double ON_ANOTHER_TICK = 0.05;

  /** What a recipient does, and whether it is asked by a message that is worth nothing later. */
  private enum Kind {
    ACKS,
    ACKS_LATE,
    NEVER_ACKS,
    IS_OFFLINE,
    HAS_ANOTHER_DEVICE,
    DOES_NOT_EXIST,
    TAKES_NOBODY,
    TAKES_NOBODY_OFFLINE,
    TAKES_FEW,
    TAKES_FEW_OFFLINE,
    ACKS_ONLINE_ONLY,
    ONLINE_ONLY_TO_NOBODY,
    IS_STALE,
    IS_STALE_OFFLINE
  }

  private static final Set<Kind> IS_FORMER = Set.of(Kind.IS_STALE, Kind.IS_STALE_OFFLINE);

  private static final Set<Kind> IS_ONLINE_ONLY =
      Set.of(Kind.ACKS_ONLINE_ONLY, Kind.ONLINE_ONLY_TO_NOBODY);

  private static final Set<Kind> ACKS_AT_ONCE =
      Set.of(Kind.ACKS, Kind.TAKES_FEW, Kind.ACKS_ONLINE_ONLY);

  private static final Set<Kind> IS_AWAY =
      Set.of(
          Kind.IS_OFFLINE,
          Kind.TAKES_NOBODY_OFFLINE,
          Kind.TAKES_FEW_OFFLINE,
          Kind.IS_STALE_OFFLINE);

  /** Two kinds, and what was asked about both in one spell. */
  private record Pair(Kind one, Kind other, List<Map<Kind, Answered>> rounds) {
    long[] times(Kind kind) {
      return rounds.stream().mapToLong(round -> round.get(kind).nanos()).toArray();
    }

    double share(Function<Map<Kind, Answered>, Boolean> what) {
      return rounds.stream().filter(what::apply).count() / (double) rounds.size();
    }
  }

  private static final List<List<Map<Kind, Answered>>> SPELLS_ASKED = new ArrayList<>();
  private static final Map<Kind, List<Address>> RECIPIENTS = new EnumMap<>(Kind.class);

  private static final OptionalInt FORMER_REGISTRATION = OptionalInt.of(4711);

  /** No two spells ask in the same order, which by chance may look like a leak. */
  private static final Random SEEDS = new Random(1);

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("limits", TestServer.unlimited())
                .put("preKeys", new JsonObject().put("low", 0))
                .put("delivery", new JsonObject().put("ackMillis", 200)));
    for (Kind kind : Kind.values()) {
      RECIPIENTS.put(kind, Stream.generate(() -> recipient(kind)).limit(OF_EACH_KIND).toList());
    }
    waitForTheDisk(false);
    ask(WARM_UP_ROUNDS);
  }

  @AfterAll
  static void stop() {
    waitForTheDisk(true);
    server.close();
  }

  /** How long the disk of this machine takes is not in question here. */
  private static void waitForTheDisk(boolean yes) {
    TestPostgres.execute(yes ? "ALTER SYSTEM RESET fsync" : "ALTER SYSTEM SET fsync = off");
    TestPostgres.execute("SELECT pg_reload_conf()");
    Mail.until(
        () -> {
          try (TestDatabase fresh = new TestDatabase(server.databaseUri())) {
            return fresh.column("SHOW fsync").equals(List.of(yes ? "on" : "off"));
          }
        });
  }

  private static Address recipient(Kind kind) {
    if (kind == Kind.DOES_NOT_EXIST || kind == Kind.ONLINE_ONLY_TO_NOBODY) {
      return Mail.addressOf(Identity.generate());
    }
    Identity identity = registered(server);
    if (kind == Kind.HAS_ANOTHER_DEVICE) {
      return new Address(identity.userId(), new DeviceId(2));
    }
    strangersMay(kind).ifPresent(strangers -> admit(identity, strangers));
    if (!IS_AWAY.contains(kind)) {
      RawSocket socket = RawSocket.open(server).logIn(identity, 1);
      inBackground(() -> listen(socket, kind));
    }
    return Mail.addressOf(identity);
  }

  private static Optional<Strangers> strangersMay(Kind kind) {
    return switch (kind) {
      case TAKES_NOBODY, TAKES_NOBODY_OFFLINE -> Optional.of(Strangers.NONE);
      case TAKES_FEW, TAKES_FEW_OFFLINE -> Optional.of(Strangers.FEW);
      default -> Optional.empty();
    };
  }

  private static void admit(Identity identity, Strangers strangers) {
    Admission admission = new Admission(strangers, List.of());
    RawSocket.open(server, ProtocolVersion.V2)
        .logIn(identity, 1)
        .must(
            sequence ->
                new ClientMessage.Register(
                    sequence, 1, Buffer.buffer("signed"), List.of(), Optional.of(admission)))
        .close();
  }

  private static void listen(RawSocket socket, Kind kind) {
    Optional<ServerMessage> message = socket.nextUnlessGone();
    while (message.isPresent()) {
      ClientMessage ack = new ClientMessage.Ack(message.get().sequence());
      if (ACKS_AT_ONCE.contains(kind)) {
        socket.cast(ack);
      } else if (kind == Kind.ACKS_LATE) {
        CompletableFuture.delayedExecutor(LATE_MILLIS, TimeUnit.MILLISECONDS)
            .execute(() -> socket.cast(ack));
      }
      message = socket.nextUnlessGone();
    }
  }

  private static void inBackground(Runnable task) {
    new Thread(task, "a user").start();
  }

  private static ClientMessage.OutboundMessage message(int sequence, Kind kind, Address to) {
    return new ClientMessage.OutboundMessage(
        sequence,
        to,
        Buffer.buffer("are you there?"),
        new Handling(0, IS_ONLINE_ONLY.contains(kind)),
        IS_FORMER.contains(kind) ? FORMER_REGISTRATION : OptionalInt.empty(),
        Optional.empty());
  }

  private static Stranger<Kind> stranger() {
    return new Stranger<>(
        RawSocket.open(server, ProtocolVersion.V2),
        new Random(SEEDS.nextLong()),
        RECIPIENTS,
        PresenceTest::message);
  }

  private static List<Map<Kind, Answered>> ask(int rounds) {
    List<CompletableFuture<List<Map<Kind, Answered>>>> strangers =
        Stream.generate(PresenceTest::stranger)
            .limit(STRANGERS)
            .map(
                stranger ->
                    CompletableFuture.supplyAsync(
                        () -> stranger.ask(rounds), PresenceTest::inBackground))
            .toList();
    return strangers.stream().flatMap(stranger -> stranger.join().stream()).toList();
  }

  /** The two-sample Kolmogorov-Smirnov test. */
  @Test
  void isNotToldByHowLongAnswersTake() {
    assertTellsNothing(
        pair -> {
          double distance = Samples.distance(pair.times(pair.one), pair.times(pair.other));
          int size = pair.rounds.size();
          return distance < Samples.criticalDistance(size, size) ? "" : "distance " + distance;
        });
  }

  /** Answers to messages that were sent in one go come together. */
  @Test
  void isNotToldByTheTickOnWhichAnswersCome() {
    assertTellsNothing(
        pair -> {
          double share =
              pair.share(
                  round -> {
                    long apart = round.get(pair.one).nanos() - round.get(pair.other).nanos();
                    return Math.abs(apart) > HALF_A_TICK.toNanos();
                  });
          return share < ON_ANOTHER_TICK ? "" : "on another tick " + share;
        });
  }

  /** Messages are sent in any order, so neither kind's answer comes first more often. */
  @Test
  void isNotToldByTheOrderInWhichAnswersCome() {
    assertTellsNothing(
        pair -> {
          double share =
              pair.share(round -> round.get(pair.one).place() < round.get(pair.other).place());
          double lead = Math.abs(share - 0.5);
          return lead < Samples.criticalLead(pair.rounds.size()) ? "" : "first " + share;
        });
  }

  private static void assertTellsNothing(Function<Pair, String> finding) {
    List<String> findings = List.of();
    for (int spell = 0; spell < SPELLS; spell++) {
      if (spell == SPELLS_ASKED.size()) {
        SPELLS_ASKED.add(ask(ROUNDS));
      }
      findings = findings(SPELLS_ASKED.get(spell), finding);
      if (findings.isEmpty()) {
        return;
      }
    }
    assertThat(findings).isEmpty();
  }

  private static List<String> findings(
      List<Map<Kind, Answered>> rounds, Function<Pair, String> finding) {
    List<String> findings = new ArrayList<>();
    for (Kind one : Kind.values()) {
      for (Kind other : Kind.values()) {
        Pair pair = new Pair(one, other, rounds);
        String found = one.compareTo(other) < 0 ? finding.apply(pair) : "";
        if (!found.isEmpty()) {
          findings.add(one + " and " + other + ": " + found);
        }
      }
    }
    return findings;
  }
}
