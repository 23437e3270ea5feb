package org.messagingserver.system.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.client.ExecutorScheduler;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.Transport;
import org.messagingserver.client.attachments.AttachmentException;
import org.messagingserver.client.attachments.Attachments;
import org.messagingserver.client.attachments.ContentSink;
import org.messagingserver.client.attachments.ContentSource;
import org.messagingserver.client.attachments.HttpTransport;
import org.messagingserver.client.attachments.TransferProgress;
import org.messagingserver.client.okhttp.OkHttpTransport;
import org.messagingserver.client.vertx.VertxScheduler;
import org.messagingserver.client.vertx.VertxTransport;
import org.messagingserver.testkit.Authority;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.TestServer;

/** The reference client talks only to a server whose certificate it has reason to trust. */
class ClientTlsTest {
  private static final int LENGTH = 300_000;
  private static final ClientTimeouts QUICK =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(1), Duration.ofMillis(20))
          .withSend(Duration.ofSeconds(1));

  @TempDir static Path directory;

  private static final Vertx SHARED = Vertx.vertx();
  private static Authority authority;
  private static Authority stranger;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    authority = Authority.in(directory.resolve("authority"));
    stranger = Authority.in(directory.resolve("stranger"));
    JsonObject tls =
        new JsonObject()
            .put("key", file("key.pem").toString())
            .put("cert", file("cert.pem").toString());
    JsonObject attachments =
        new JsonObject()
            .put("store", "directory")
            .put("directory", directory.resolve("attachments").toString());
    server =
        TestServer.start(
            new JsonObject()
                .put("http", new JsonObject().put("tls", tls))
                .put("attachments", attachments));
  }

  private static Path file(String name) {
    return directory.resolve("authority").resolve(name);
  }

  @AfterAll
  static void stop() {
    server.close();
    await(SHARED.close());
  }

  /** A client that trusts one authority. */
  private record Client(Transport transport, HttpTransport http, Supplier<Scheduler> schedulers) {
    AnonymousConnection connection(URI uri) {
      return MessagingClient.create(transport, schedulers, options(uri)).anonymous();
    }

    Attachments attachments(URI uri) {
      return Attachments.create(transport, http, schedulers, options(uri));
    }

    private static ClientOptions options(URI uri) {
      return ClientOptions.of(uri).withTimeouts(QUICK);
    }
  }

  enum Transports {
    VERTX {
      @Override
      Client trusting(Authority authority) {
        PemTrustOptions trust =
            new PemTrustOptions().addCertPath(authority.directory().resolve("ca.pem").toString());
        VertxTransport transport =
            new VertxTransport(SHARED, new WebSocketClientOptions().setTrustOptions(trust));
        return new Client(transport, transport, () -> new VertxScheduler(SHARED));
      }
    },

    OKHTTP {
      @Override
      Client trusting(Authority authority) throws GeneralSecurityException, IOException {
        OkHttpTransport transport =
            new OkHttpTransport(
                new OkHttpClient.Builder()
                    .sslSocketFactory(authority.withoutCertificate(), authority.trust())
                    .build());
        Scheduler shared = ExecutorScheduler.create();
        return new Client(transport, transport, () -> shared);
      }
    };

    abstract Client trusting(Authority authority) throws GeneralSecurityException, IOException;
  }

  private static void worksWith(Client client) throws Exception {
    AnonymousConnection connection = client.connection(server.uri());
    connection.connectOnce().get();
    connection.close().get();
    assertThat(fetched(client, upload(client))).isEqualTo(content());
  }

  private static byte[] content() {
    byte[] content = new byte[LENGTH];
    new Random(LENGTH).nextBytes(content);
    return content;
  }

  private static String upload(Client client) throws Exception {
    var bytes = new ByteArrayInputStream(content());
    return client
        .attachments(server.uri())
        .upload(ContentSource.of(bytes, Runnable::run), LENGTH, TransferProgress.NONE)
        .get()
        .link();
  }

  private static byte[] fetched(Client client, String link) throws Exception {
    var bytes = new ByteArrayOutputStream();
    client
        .attachments(server.uri())
        .download(link, ContentSink.of(bytes, Runnable::run), LENGTH, TransferProgress.NONE)
        .get();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource
  void connectsAndMovesFilesWhereItTrustsTheAuthority(Transports transport) throws Exception {
    worksWith(transport.trusting(authority));
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheCertificateOfAnUnknownAuthority(Transports transport) throws Exception {
    refuses(transport.trusting(stranger), server.uri(), upload(transport.trusting(authority)));
  }

  @ParameterizedTest
  @EnumSource
  void refusesTheCertificateOfAnotherHost(Transports transport) throws Exception {
    URI another = URI.create("wss://localhost:" + server.uri().getPort() + "/api");
    Client client = transport.trusting(authority);

    refuses(client, another, upload(client));
  }

  private static void refuses(Client client, URI uri, String link) {
    CompletableFuture<Void> download =
        client
            .attachments(uri)
            .download(
                link,
                part -> CompletableFuture.completedFuture(null),
                LENGTH,
                TransferProgress.NONE);

    assertThat(failure(client.connection(uri).connectOnce()))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageStartingWith("the server's certificate is not trusted");
    assertThat(failure(download))
        .isInstanceOf(AttachmentException.class)
        .cause()
        .isInstanceOf(SSLException.class);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    return catchThrowableOfType(ExecutionException.class, future::get).getCause();
  }

  @ParameterizedTest
  @EnumSource
  void connectsToTheSameAuthoritysNextCertificate(Transports transport) throws Exception {
    Client client = transport.trusting(authority);
    worksWith(client);
    AnonymousConnection connection = client.connection(server.uri());
    connection.connectOnce().get();

    authority.renew();
    Certificate next = authority.node();
    Mail.until(() -> served().equals(next));

    worksWith(client);
    connection.requestUpload(1).get();
    connection.close().get();
  }

  private static Certificate served() {
    try {
      SSLSocketFactory sockets = authority.withoutCertificate();
      try (SSLSocket socket =
          (SSLSocket) sockets.createSocket("127.0.0.1", server.uri().getPort())) {
        return socket.getSession().getPeerCertificates()[0];
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
