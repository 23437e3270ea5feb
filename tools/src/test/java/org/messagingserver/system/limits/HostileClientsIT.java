package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.PushService;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.ServerProcess;
import org.messagingserver.tools.adversary.AttackKind;
import org.messagingserver.tools.adversary.AttackTargets;
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

  /** Attackers fill it within the test, and fetch too slowly within a second. */
  private static final long ROOM = 192 << 20;

  private static final JsonObject ATTACHMENTS =
      new JsonObject().put("maxBytes", 4 << 20).put("maxTotalBytes", ROOM).put("stallSeconds", 1);

  private static final int PUSHES_AT_ONCE = 20;
  private static final int PUSHES_PER_SECOND = 2;
  private static final long SECOND = 1_000_000_000;
  private static final List<String> SMALL = List.of("-Xmx96m");

  private Installation installation;
  private ServerProcess server;
  private PushService pushService;
  private final Identity bob = Identity.generate();
  private RawSocket alice;
  private RawSocket bobsSocket;
  private final List<String> sent = new ArrayList<>();
  private final List<String> arrived = new ArrayList<>();

  @BeforeEach
  void connect(Vertx vertx, @TempDir Path directory) throws Exception {
    pushService = PushService.start(vertx, directory);
    pushService.answer(500);
    installation = Installation.create().configured(configuration());
    server = ServerProcess.run(installation, SMALL, "-conf", Installation.CONF).ready();
    alice = server.socket(vertx);
    bobsSocket = server.socket(vertx).logIn(bob, 1);
  }

  private JsonObject configuration() {
    JsonObject wakeups =
        new JsonObject()
            .put("subject", "mailto:operator@example.org")
            .put("graceSeconds", 1)
            .put("minSeconds", 0)
            .put("jitterMillis", 0)
            .put("ports", List.of(pushService.port()))
            .put("allowPrivateAddresses", true)
            .put("ca", pushService.ca().toString());
    return new JsonObject()
        .put("http", new JsonObject().put("firstRequestTimeoutSeconds", 2).put("pingSeconds", 2))
        .put("preKeys", new JsonObject().put("low", 0))
        .put("attachments", ATTACHMENTS)
        .put("wakeups", wakeups)
        .put("delivery", new JsonObject().put("ackMillis", 0).put("storeMillis", 60_000))
        .put("limits", new JsonObject().put("burstSeconds", 1));
  }

  @AfterEach
  void close() {
    server.close();
    installation.close();
    pushService.close();
  }

  @Test
  void leaveNothingBehindAndKeepNoMessageFromItsRecipient()
      throws InterruptedException, IOException {
    long begin = System.nanoTime();
    register();
    write();
    besiege(FIRST);
    long heap = heap();
    double files = value("process_files_open_files");

    besiege(LONG);

    assertThat(arrived).containsExactlyElementsOf(sent);
    until(() -> value("messaging_attachments_transfers") == 0);
    until(() -> value("process_files_open_files") <= files);
    assertThat(pushService.pushes()).hasSizeLessThanOrEqualTo(pushesSince(begin));
    assertThat(attachmentBytes()).isLessThanOrEqualTo(ROOM);
    Scrape scrape = Scrape.of(server.healthUri());
    assertThat(refusals()).allSatisfy(sample -> assertThat(scrape.value(sample)).isPositive());
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

  private AttackTargets targets() {
    URI victim = URI.create(pushService.endpoint("/"));
    return new AttackTargets(server.uri(), Mail.addressOf(bob), victim);
  }

  /** Alice writes meanwhile, and Bob reads; afterwards nobody else is left. */
  private void besiege(Duration length) {
    try (Attackers attackers = Attackers.start(targets(), HOSTILE)) {
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
  private static Stream<String> refusals() {
    Stream<String> closes =
        Stream.of(CloseCode.NOT_BINARY, CloseCode.NO_MESSAGE, CloseCode.POLICY, CloseCode.TOO_LARGE)
            .map(code -> "messaging_connections_closed_total{code=\"%d\"}".formatted(code.code()));
    Stream<String> limits =
        Stream.of("message", "one_time_keys", "request")
            .map("messaging_limit_hits_total{limit=\"%s\"}"::formatted);
    Stream<String> statuses =
        Stream.of(400, 431).map("messaging_handshakes_total{status=\"%d\"}"::formatted);
    Stream<String> transfers =
        Stream.of(
                "uploads_total{outcome=\"ok\"}",
                "uploads_total{outcome=\"refused\"}",
                "uploads_total{outcome=\"too_slow\"}",
                "downloads_total{outcome=\"refused\"}",
                "downloads_total{outcome=\"too_slow\"}",
                "reserved_bytes")
            .map("messaging_attachments_"::concat);
    Stream<String> wakeups =
        Stream.of("over_budget", "retry_later")
            .map("messaging_wakeups_total{outcome=\"%s\"}"::formatted);
    return Stream.of(closes, limits, statuses, transfers, wakeups).flatMap(names -> names);
  }

  /** To a push service that has accepted none. */
  private static int pushesSince(long begin) {
    return PUSHES_AT_ONCE + PUSHES_PER_SECOND * (int) (1 + (System.nanoTime() - begin) / SECOND);
  }

  private long attachmentBytes() throws IOException {
    try (Stream<Path> all = Files.walk(installation.path("data/attachments"))) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private long heap() throws InterruptedException {
    return HeapTool.measure(server.handle().pid()).orElseThrow().heap();
  }

  private double value(String sample) {
    return Scrape.of(server.healthUri()).value(sample);
  }
}
