package org.messagingserver.system.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.register;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.until;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.mailbox.MailboxSettings;
import org.messagingserver.mailbox.NewMessage;
import org.messagingserver.mailbox.PostgresMailbox;
import org.messagingserver.postgres.Postgres;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Renderings;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.TestDatabase;
import org.messagingserver.testkit.TestServer;

/** What operators see of what clients do: numbers alone. */
class MetricsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_0-9]+)` \\| (\\w+) \\| ([a-z, ]*)\\|");

  /** Known from the first collection on. */
  private static final String OF_THE_COLLECTOR = "jvm_gc_";

  private final TestServer server =
      TestServer.start(
          new JsonObject()
              .put("preKeys", new JsonObject().put("low", 0))
              .put("http", new JsonObject().put("eventLoops", 2))
              .put(
                  "delivery",
                  new JsonObject().put("handoffMillis", 2000).put("reconcileIntervalSeconds", 1)));

  private final RawSocket sender = RawSocket.open(server);
  private final Identity recipient = Identity.generate();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void areThoseThatTheManualLists() throws IOException {
    Set<String> listed = new TreeSet<>();
    ROW.matcher(Files.readString(Path.of("docs", "operations", "monitoring.md")))
        .results()
        .map(row -> row.group(1) + " | " + row.group(2) + " | " + row.group(3).strip())
        .forEach(listed::add);

    Set<String> shown = Scrape.of(server).metrics();

    assertThat(listed).containsAll(shown);
    listed.removeIf(metric -> metric.startsWith(OF_THE_COLLECTOR));
    assertThat(shown).containsAll(listed);
  }

  @Test
  void countConnectionsByState() {
    RawSocket authenticated = RawSocket.open(server).logIn(recipient, 1);

    assertThat(value("messaging_connections{state=\"anonymous\"}")).isEqualTo(1);
    assertThat(value("messaging_connections{state=\"authenticated\"}")).isEqualTo(1);
    assertThat(value("messaging_connections_opened_total")).isEqualTo(2);

    sender.close();
    authenticated.kill();
    until(() -> value("messaging_connections{state=\"anonymous\"}") == 0);
    until(() -> value("messaging_connections{state=\"authenticated\"}") == 0);
    assertThat(value("messaging_connections{state=\"authenticating\"}")).isZero();
  }

  @Test
  void countRequestsByTypeAndOutcome() {
    sender.ask(outbound(recipient, 1, "nobody is there"));
    sender.ask(preKeysOf(recipient));
    register(RawSocket.open(server).logIn(recipient, 1));

    assertThat(requests("outboundMessage", "unknown_user")).isEqualTo(1);
    assertThat(requests("requestPreKeys", "unknown_user")).isEqualTo(1);
    assertThat(requests("authResponse", "ok")).isEqualTo(1);
    assertThat(requests("register", "ok")).isEqualTo(1);
    assertThat(requests("outboundMessage", "ok")).isZero();
  }

  @Test
  void countMessagesByTheirWay() {
    RawSocket live = live();
    double handedOver = confirmed("handed_over");
    double delivered = delivered("handed_over");
    double stored = confirmed("stored");
    double drained = delivered("drained");
    double batches = value("messaging_store_batch_messages_sum");

    exchange(live, "handed over");

    assertThat(confirmed("handed_over")).isEqualTo(handedOver + 1);
    assertThat(delivered("handed_over")).isEqualTo(delivered + 1);

    live.close();
    until(() -> value("messaging_connections{state=\"authenticated\"}") == 0);
    deliver(sender, recipient, "stored");

    assertThat(confirmed("stored")).isEqualTo(stored + 1);
    assertThat(value("messaging_store_batch_messages_sum")).isEqualTo(batches + 1);
    assertThat(value("messaging_store_batch_seconds_count{outcome=\"answered\"}")).isPositive();

    takeOne(RawSocket.open(server).logIn(recipient, 1));

    until(() -> delivered("drained") == drained + 1);
  }

  @Test
  void holdNothingThatIsDone() {
    RawSocket live = live();
    int sequence = Mail.send(sender, recipient, "12345");

    live.nextInbound();

    assertThat(value("messaging_consumer_unacked_messages")).isEqualTo(1);
    assertThat(value("messaging_consumer_unacked_bytes")).isEqualTo(5);
    assertThat(value("messaging_dispatcher_pending_messages")).isEqualTo(1);
    assertThat(value("messaging_dispatcher_pending_bytes")).isGreaterThan(5);

    live.kill();
    Mail.awaitAck(sender, sequence);

    until(
        () ->
            value("messaging_consumer_unacked_messages") == 0
                && value("messaging_consumer_unacked_bytes") == 0);
    until(
        () ->
            value("messaging_dispatcher_pending_messages") == 0
                && value("messaging_dispatcher_pending_bytes") == 0);
  }

  @Test
  void countWhatTheSweepAloneHasFound() {
    RawSocket live = live();
    Postgres postgres =
        await(Postgres.open(server.vertx(), TestPostgres.settings(server.databaseUri())));
    var settings = new MailboxSettings(100, 1 << 20, Duration.ofDays(1));
    var mailbox = new PostgresMailbox(postgres.database(), server.vault(), settings);
    var to = server.vault().hash(Mail.addressOf(recipient));

    until(
        () -> {
          var message = new NewMessage(UUID.randomUUID(), to, false, Buffer.buffer("unannounced"));
          await(mailbox.append(List.of(message)));
          assertThat(takeOne(live)).isEqualTo("unannounced");
          return value("messaging_mailbox_sweep_recovered_total") > 0;
        });

    await(postgres.close());
  }

  @Test
  void tellHowManyMessagesWait() {
    deliver(sender, Mail.registered(server), "nobody fetches it");
    try (TestDatabase database = new TestDatabase(server.databaseUri())) {
      database.execute("ANALYZE mailbox");
    }

    try (TestServer another = server.startAgain()) {
      until(() -> Scrape.of(another).value("messaging_mailbox_messages") == 1);
    }
  }

  @Test
  void measureEventLoopsAndThePool() {
    until(() -> value("messaging_event_loop_lag_seconds_count") > 1);

    assertThat(value("messaging_postgres_pool_wait_seconds_count")).isPositive();
  }

  @Test
  void showNothingOfAClient() {
    String payload = "a payload that is to be found nowhere";
    Renderings secrets = new Renderings();
    secrets.add("recipient", recipient.userId().bytes());
    secrets.add("payload", payload.getBytes(UTF_8));

    exchange(live(), payload);

    assertThat(secrets.foundIn(Scrape.of(server).text())).isEmpty();
  }

  /** A socket to which what is sent to it is handed over. */
  private RawSocket live() {
    RawSocket live = RawSocket.open(server).logIn(recipient, 1);
    register(live);
    until(
        () -> {
          double before = confirmed("handed_over");
          exchange(live, "first");
          return confirmed("handed_over") > before;
        });
    return live;
  }

  private void exchange(RawSocket live, String text) {
    int sequence = Mail.send(sender, recipient, text);
    takeOne(live);
    Mail.awaitAck(sender, sequence);
  }

  private double confirmed(String way) {
    return value("messaging_confirm_seconds_count{way=\"" + way + "\"}");
  }

  private double delivered(String way) {
    return value("messaging_delivery_seconds_count{way=\"" + way + "\"}");
  }

  private double requests(String type, String outcome) {
    return value("messaging_requests_total{outcome=\"" + outcome + "\",type=\"" + type + "\"}");
  }

  private double value(String sample) {
    return Scrape.of(server).value(sample);
  }
}
