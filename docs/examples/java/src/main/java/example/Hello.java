package example;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.PreKeySource;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.PreKeyBundle;

/** Two users, one message. The argument is the server's URL. */
public final class Hello {
  private static final long PATIENCE_SECONDS = 60;

  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx();
    URI server = URI.create(args.length > 0 ? args[0] : "ws://localhost:8080/api");
    try {
      wait(hello(MessagingClient.create(vertx, ClientOptions.of(server))));
    } finally {
      wait(vertx.close());
    }
  }

  private static Future<Void> hello(MessagingClient client) {
    Promise<String> heard = Promise.promise();
    AuthenticatedConnection alice =
        client.authenticated(
            Identity.generate(),
            DeviceId.of(1),
            new RandomKeys(),
            sealedMessage -> {
              // An app stores the message before this future completes: then the server deletes it.
              heard.tryComplete(sealedMessage.toString());
              return Future.succeededFuture();
            });
    AnonymousConnection stranger = client.anonymous();
    return alice
        .connectOnce()
        .compose(connected -> alice.register(100))
        .compose(registered -> stranger.connectOnce())
        .compose(connected -> stranger.preKeys(alice.address().user(), Set.of()))
        .compose(bundles -> sendToEach(stranger, bundles))
        .compose(sent -> heard.future())
        .onSuccess(text -> System.out.println("Alice got: " + text))
        .compose(done -> alice.unregister())
        .eventually(() -> Future.all(alice.close(), stranger.close()));
  }

  private static Future<Void> sendToEach(
      AnonymousConnection stranger, List<PreKeyBundle> bundles) {
    // An app encrypts the message with the bundle's keys.
    return Future.all(
            bundles.stream()
                .map(bundle -> stranger.send(bundle.address(), Buffer.buffer("hello")))
                .toList())
        .mapEmpty();
  }

  private static void wait(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** An app keeps the private halves. Nothing is encrypted here, so these are random bytes. */
  private static final class RandomKeys implements PreKeySource {
    private final SecureRandom random = new SecureRandom();
    private final Buffer signedPreKey = key();

    @Override
    public int registrationId() {
      return 1;
    }

    @Override
    public Buffer signedPreKey() {
      return signedPreKey;
    }

    @Override
    public Future<List<Buffer>> oneTimePreKeys(int count) {
      return Future.succeededFuture(Stream.generate(this::key).limit(count).toList());
    }

    private Buffer key() {
      byte[] bytes = new byte[33];
      random.nextBytes(bytes);
      return Buffer.buffer(bytes);
    }
  }

  private Hello() {}
}
