package org.messagingserver.webpush;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.encryption.VapidKey;
import org.messagingserver.encryption.VapidToken;
import org.messagingserver.testkit.LogLines;
import org.messagingserver.testkit.PushDevice;
import org.messagingserver.testkit.PushService;
import org.messagingserver.webpush.PushResult.Accepted;
import org.messagingserver.webpush.PushResult.Gone;
import org.messagingserver.webpush.PushResult.NotNow;
import org.messagingserver.webpush.PushResult.Refused;
import org.messagingserver.webpush.PushResult.RetryAfter;
import org.messagingserver.webpush.PushResult.Unreachable;

class PushClientTest {
  private static final String CONTACT = "mailto:ops@chat.example";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> resolved = new CopyOnWriteArrayList<>();
  private final LogLines log = LogLines.of("");
  @TempDir Path directory;
  private PushService service;
  private List<VapidKey> keys;
  private PushDevice device;
  private PushClient client;

  @BeforeEach
  void start() throws Exception {
    service = PushService.start(vertx, directory);
    keys =
        Encryption.open(new EncryptionSettings(directory.resolve("keys.json"), Optional.empty()))
            .vapidKeys();
    device = new PushDevice();
    client = client(true, "127.0.0.1");
  }

  /** A push service, which a client chooses, could fill the log. */
  @AfterEach
  void stop() throws Exception {
    log.close();
    assertThat(log.lines()).isEmpty();
    await(client.close());
    service.close();
    await(vertx.close());
  }

  /** A client for which each name has these addresses, one at each look-up and then the last. */
  private PushClient client(boolean allowPrivateAddresses, String... addresses) {
    PushSettings settings =
        new PushSettings(
            Optional.of(CONTACT),
            Set.of(service.port()),
            allowPrivateAddresses,
            Optional.of(service.ca().toString()),
            64,
            100);
    return new PushClient(vertx, settings, keys, host -> resolve(host, addresses));
  }

  private InetAddress[] resolve(String host, String... addresses) throws UnknownHostException {
    resolved.add(host);
    int lookUp = Math.min(resolved.size(), addresses.length) - 1;
    return new InetAddress[] {InetAddress.getByName(addresses[lookUp])};
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private PushSubscription subscription(String endpoint) throws Exception {
    return PushSubscription.parse(
        endpoint, device.p256dh(), device.auth(), keys.get(0).publicKey(), Set.of(service.port()));
  }

  private PushResult push() throws Exception {
    return push(client, "push.example");
  }

  private PushResult push(PushClient by, String host) throws Exception {
    PushSubscription to = subscription(service.endpoint(host, "/v1/abc?d=e"));
    return await(vertx.executeBlocking(() -> to).compose(by::push));
  }

  @Test
  void sendsWhatADeviceOpensAndAPushServiceVerifies() throws Exception {
    assertThat(push()).isEqualTo(new Accepted());

    PushService.Push push = service.next();
    assertThat(push.method()).isEqualTo("POST");
    assertThat(push.target()).isEqualTo("/v1/abc?d=e");
    assertThat(push.headers().get("TTL")).isEqualTo("86400");
    assertThat(push.headers().get("Urgency")).isEqualTo("high");
    assertThat(push.headers().get("Topic")).isEqualTo("messages");
    assertThat(push.headers().get("Content-Encoding")).isEqualTo("aes128gcm");
    assertThat(push.headers().get("Host")).isEqualTo("push.example:" + service.port());
    assertThat(push.body().length()).isEqualTo(103);
    assertThat(device.open(push.body())).isEqualTo(Buffer.buffer());
    String authorization = push.headers().get("Authorization");
    assertThat(authorization).matches("vapid t=[^,]+, k=[-_0-9A-Za-z]{87}");
    String token = authorization.substring("vapid t=".length(), authorization.indexOf(','));
    assertThat(VapidToken.verified(token, keys.get(0).publicKey()))
        .containsEntry("aud", service.endpoint("push.example", ""))
        .containsEntry("sub", CONTACT);
  }

  @ParameterizedTest
  @CsvSource({
    "200, Accepted", "201, Accepted", "202, Accepted", "204, Accepted", "404, Gone", "410, Gone",
    "300, Refused", "302, Refused", "400, Refused", "401, Refused", "403, Refused", "413, Refused",
    "429, RetryAfter", "500, RetryAfter", "503, RetryAfter"
  })
  void tellsWhatTheAnswerMeans(int status, String result) throws Exception {
    service.answer(status);

    assertThat(push().getClass().getSimpleName()).isEqualTo(result);
  }

  @Test
  void waitsAsLongAsItIsTold() throws Exception {
    service.answer(
        request -> request.response().setStatusCode(503).putHeader("Retry-After", "120").end());

    assertThat(push()).isEqualTo(new RetryAfter(Duration.ofMinutes(2)));
  }

  @Test
  void followsNoRedirect() throws Exception {
    service.answer(
        request ->
            request
                .response()
                .setStatusCode(307)
                .putHeader("Location", service.endpoint("/elsewhere"))
                .end());

    assertThat(push()).isEqualTo(new Refused());
    assertThat(service.pushes()).hasSize(1);
  }

  @Test
  void connectsToTheVeryAddressThatWasJudged() throws Exception {
    PushClient rebound = client(true, "127.0.0.2", "127.0.0.3");

    assertThat(push(rebound, "push.example")).isEqualTo(new Accepted());

    assertThat(resolved).containsExactly("push.example");
    assertThat(service.next().localAddress()).isEqualTo("127.0.0.2");
    await(rebound.close());
  }

  @Test
  void namesTheHostInTheHandshake() throws Exception {
    assertThat(push()).isEqualTo(new Accepted());

    assertThat(service.next().serverName()).isEqualTo("push.example");
  }

  @Test
  void pushesToAnAddressWhoseCertificateSaysSo() throws Exception {
    assertThat(push(client, "127.0.0.1")).isEqualTo(new Accepted());
  }

  @Test
  void sendsNothingWhereTheCertificateIsForAnother() throws Exception {
    assertThat(push(client, "other.example")).isEqualTo(new Unreachable());
    assertThat(service.pushes()).isEmpty();
  }

  @Test
  void sendsNothingWhereTheCertificateIsNotTrusted() throws Exception {
    PushSettings trusting =
        new PushSettings(
            Optional.of(CONTACT), Set.of(service.port()), true, Optional.empty(), 64, 100);
    PushClient suspicious =
        new PushClient(vertx, trusting, keys, host -> resolve(host, "127.0.0.1"));

    assertThat(push(suspicious, "push.example")).isEqualTo(new Unreachable());
    assertThat(service.pushes()).isEmpty();
    await(suspicious.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1"})
  void connectsToNoAddressThatIsNotPublic(String address) throws Exception {
    PushClient guarded = client(false, address);

    assertThat(push(guarded, "push.example")).isEqualTo(new Unreachable());
    assertThat(service.pushes()).isEmpty();
    await(guarded.close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2130706433", "localhost", "localhost.", "127.0.0.1", "[::ffff:127.0.0.1]"})
  void resolvesOtherSpellingsOfAnAddressBeforeItJudges(String host) throws Exception {
    PushSettings settings =
        new PushSettings(
            Optional.of(CONTACT), Set.of(service.port()), false, Optional.empty(), 64, 100);
    PushClient guarded = new PushClient(vertx, settings, keys, InetAddress::getAllByName);

    assertThat(push(guarded, host)).isEqualTo(new Unreachable());
    assertThat(service.pushes()).isEmpty();
    await(guarded.close());
  }

  @Test
  void readsNoBody() throws Exception {
    List<Long> written = new CopyOnWriteArrayList<>();
    service.answer(request -> flood(request, written, 0));

    assertThat(push()).isEqualTo(new Accepted());

    assertThat(written.stream().mapToLong(Long::longValue).sum()).isLessThan(100L << 20);
  }

  /** Writes until the connection is closed. */
  private static void flood(HttpServerRequest request, List<Long> written, int round) {
    Buffer part = Buffer.buffer(new byte[1 << 20]);
    if (round == 0) {
      request.response().setStatusCode(201).setChunked(true);
    }
    request
        .response()
        .write(part)
        .onSuccess(
            sent -> {
              written.add((long) part.length());
              flood(request, written, round + 1);
            });
  }

  @Test
  void readsNoHeadWithoutAnEnd() throws Exception {
    service.answer(
        request ->
            request.response().putHeader("Padding", "a".repeat(20_000)).setStatusCode(201).end());

    assertThat(push()).isEqualTo(new Unreachable());
  }

  @Test
  void givesUpAPushServiceThatDoesNotAnswer() throws Exception {
    service.answer(request -> {});

    assertThat(push()).isEqualTo(new Unreachable());
    assertThat(client.free()).isEqualTo(64);
  }

  @Test
  void asksNoHostMoreThanItsBudgetAllows() throws Exception {
    service.answer(404);
    List<PushResult> results = new ArrayList<>();
    for (int each = 0; each < 30; each++) {
      results.add(push());
    }

    assertThat(results.subList(0, 20)).containsOnly(new Gone());
    assertThat(results.get(29)).isInstanceOf(NotNow.class);
  }

  @Test
  void usesAConnectionAgainWhereTheHostAcceptsPushes() throws Exception {
    for (int each = 0; each < 4; each++) {
      assertThat(push()).isEqualTo(new Accepted());
    }

    assertThat(service.pushes().stream().map(PushService.Push::connection).distinct().skip(1))
        .hasSize(1);
  }

  @Test
  void pushesNothingForAKeyThatIsNotItsOwn() throws Exception {
    PushSubscription other =
        PushSubscription.parse(
            service.endpoint("/a"),
            device.p256dh(),
            device.auth(),
            device.p256dh(),
            Set.of(service.port()));

    assertThat(await(client.push(other))).isEqualTo(new Unreachable());
    assertThat(service.pushes()).isEmpty();
  }
}
