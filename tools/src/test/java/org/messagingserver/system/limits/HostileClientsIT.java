package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.tools.adversary.AttackKind;
import org.messagingserver.tools.adversary.Attackers;
import org.messagingserver.tools.localcluster.HeapTool;

/**
 * Ten hostile clients of each kind, and one pair that behaves, at a packaged server with little
 * memory. Limits are the defaults, but for bursts: a test has not the minute that it takes to use
 * them up. Nor has it the minutes after which a connection that says nothing is closed, and the
 * store may be slow, on a machine that does other things and in a JVM that has only begun.
 */
@ExtendWith(VertxExtension.class)
class HostileClientsIT {
  private static final int HOSTILE = 10 * AttackKind.values().length;
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(4);

  /** Forty letters a second, which is within the limits. */
  private static final int TOGETHER = 10;

  private static final Duration PACE = Duration.ofMillis(250);

  /** As a key that withstands quantum computers. */
  private static final int LARGE_KEY = 2 * 1024;

  /** What the JVM loads and compiles late, and what is remembered of each recipient for a while. */
  private static final long MARGIN = 4 << 20;

  private static final List<String> SMALL = List.of("-Xmx96m");

  private final Installation installation =
      Installation.create()
          .configured(
              new JsonObject()
                  .put(
                      "http",
                      new JsonObject().put("firstRequestTimeoutSeconds", 2).put("pingSeconds", 2))
                  .put("preKeys", new JsonObject().put("low", 0))
                  .put("delivery", new JsonObject().put("ackMillis", 0).put("storeMillis", 60_000))
                  .put("limits", new JsonObject().put("burstSeconds", 1)));
  private final ServerProcess server =
      ServerProcess.run(installation, SMALL, "-conf", Installation.CONF).ready();
  private final Identity bob = Identity.generate();
  private RawSocket alice;
  private RawSocket bobsSocket;
  private final List<String> sent = new ArrayList<>();
  private final List<String> arrived = new ArrayList<>();

  @BeforeEach
  void connect(Vertx vertx) {
    alice = server.socket(vertx);
    bobsSocket = server.socket(vertx).logIn(bob, 1);
  }

  @AfterEach
  void close() {
    server.close();
    installation.close();
  }

  @Test
  void leaveNothingBehindAndKeepNoMessageFromItsRecipient() throws InterruptedException {
    register();
    write();
    besiege(FIRST);
    long heap = heap();
    double files = value("process_files_open_files");

    besiege(LONG);

    assertThat(arrived).containsExactlyElementsOf(sent);
    assertThat(refusals()).allMatch(count -> count > 0);
    until(() -> value("process_files_open_files") <= files);
    assertThat(heap()).isLessThan(heap + heap / 5 + MARGIN);
    assertThat(server.handle().isAlive()).isTrue();
    server.stop();
    assertThat(server.stderr()).allMatch(line -> line.matches(ServerProcess.INFO));
  }

  /** Bob is whom they write to, and whose keys they take. */
  private void register() {
    Buffer large = Buffer.buffer(new byte[LARGE_KEY]);
    List<Buffer> keys =
        IntStream.range(0, 100).mapToObj(key -> Buffer.buffer("key " + key)).toList();
    bobsSocket.must(sequence -> new Register(sequence, 1, large, keys));
  }

  /** Alice writes meanwhile, and Bob reads; afterwards nobody else is left. */
  private void besiege(Duration length) {
    try (Attackers attackers = Attackers.start(server.uri(), Mail.addressOf(bob), HOSTILE)) {
      long end = System.nanoTime() + length.toNanos();
      while (System.nanoTime() < end) {
        write();
        Mail.pause(PACE);
      }
      assertThat(attackers.cpuMicros()).isPositive();
    }
    until(() -> value("messaging_connections{state=\"anonymous\"}") == 1);
    until(() -> value("messaging_connections{state=\"authenticating\"}") == 0);
    until(() -> value("messaging_connections{state=\"authenticated\"}") == 1);
    write();
  }

  /** A few letters, which are safe and there when this ends. */
  private void write() {
    List<Integer> sequences = new ArrayList<>();
    for (int letter = 0; letter < TOGETHER; letter++) {
      String text = "letter " + sent.size();
      sent.add(text);
      sequences.add(Mail.send(alice, bob, text));
    }
    bobsSocket.ackedTextsBefore("letter " + (sent.size() - 1)).stream()
        .filter(text -> text.startsWith("letter "))
        .forEach(arrived::add);
    arrived.add("letter " + (sent.size() - 1));
    assertThat(Mail.answers(alice, sequences).values()).containsOnly("ack");
  }

  /** How often each kind of hostility has met its answer. */
  private Stream<Double> refusals() {
    Stream<String> closes =
        Stream.of(CloseCode.NOT_BINARY, CloseCode.NO_MESSAGE, CloseCode.POLICY, CloseCode.TOO_LARGE)
            .map(code -> "messaging_connections_closed_total{code=\"%d\"}".formatted(code.code()));
    Stream<String> limits =
        Stream.of("message", "one_time_keys", "request")
            .map("messaging_limit_hits_total{limit=\"%s\"}"::formatted);
    Stream<String> statuses =
        Stream.of(400, 431).map("messaging_handshakes_total{status=\"%d\"}"::formatted);
    return Stream.of(closes, limits, statuses).flatMap(names -> names).map(this::value);
  }

  private long heap() throws InterruptedException {
    return HeapTool.measure(server.handle().pid()).orElseThrow().heap();
  }

  private double value(String sample) {
    return Scrape.of(server.healthUri()).value(sample);
  }
}
