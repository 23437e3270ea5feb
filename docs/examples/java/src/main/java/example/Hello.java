package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.PreKeyBundle;
import org.messagingserver.client.PreKeySource;
import org.messagingserver.client.okhttp.OkHttpTransport;
import org.messagingserver.protocol.DeviceId;

/** Two users, one message. The argument is the server's URL. */
public final class Hello {
  private static final long PATIENCE_SECONDS = 60;

  public static void main(String[] args) throws Exception {
    URI server = URI.create(args.length > 0 ? args[0] : "ws://localhost:8080/api");
    OkHttpClient http = new OkHttpClient();
    MessagingClient client =
        MessagingClient.create(new OkHttpTransport(http), ClientOptions.of(server));
    try {
      hello(client).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      http.dispatcher().executorService().shutdown();
    }
  }

  private static CompletableFuture<?> hello(MessagingClient client) {
    CompletableFuture<String> heard = new CompletableFuture<>();
    AuthenticatedConnection alice =
        client.authenticated(
            Identity.generate(),
            DeviceId.of(1),
            new RandomKeys(),
            sealedMessage -> {
              // An app stores the message before this future completes: then the server deletes it.
              heard.complete(new String(sealedMessage, UTF_8));
              return CompletableFuture.completedFuture(null);
            });
    AnonymousConnection stranger = client.anonymous();
    return alice
        .connectOnce()
        .thenCompose(connected -> alice.register(100))
        .thenCompose(registered -> stranger.connectOnce())
        .thenCompose(connected -> stranger.preKeys(alice.address().user(), Set.of()))
        .thenCompose(bundles -> sendToEach(stranger, bundles))
        .thenCompose(sent -> heard)
        .thenAccept(text -> System.out.println("Alice got: " + text))
        .thenCompose(done -> alice.unregister())
        .whenComplete((done, failure) -> stranger.close())
        .thenCompose(done -> alice.close());
  }

  private static CompletableFuture<Void> sendToEach(
      AnonymousConnection stranger, List<PreKeyBundle> bundles) {
    // An app encrypts the message with the bundle's keys.
    return CompletableFuture.allOf(
        bundles.stream()
            .map(bundle -> stranger.send(bundle.address(), "hello".getBytes(UTF_8)))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** An app keeps the private halves. Nothing is encrypted here, so these are random bytes. */
  private static final class RandomKeys implements PreKeySource {
    private final SecureRandom random = new SecureRandom();
    private final byte[] signedPreKey = key();

    @Override
    public int registrationId() {
      return 1;
    }

    @Override
    public byte[] signedPreKey() {
      return signedPreKey;
    }

    @Override
    public CompletionStage<List<byte[]>> oneTimePreKeys(int count) {
      return CompletableFuture.completedFuture(
          Stream.generate(this::key).limit(count).collect(Collectors.toList()));
    }

    private byte[] key() {
      byte[] bytes = new byte[33];
      random.nextBytes(bytes);
      return bytes;
    }
  }

  private Hello() {}
}
