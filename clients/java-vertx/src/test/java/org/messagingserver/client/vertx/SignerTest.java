package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.client.ClientException;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.client.Identity;
import org.messagingserver.client.Signer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage.AuthChallenge;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UserId;

/** A key that the client does not have: an app's own signer, which takes its time and may fail. */
class SignerTest extends ClientTest {
  private static final byte[] SIGNATURE = new byte[64];

  /** What a login was asked for, and the signature that the test gives. */
  private record Asked(Buffer login, Promise<byte[]> signature) {}

  private final UserId user = Identity.generate().userId();
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  private AuthenticatedConnection connection(
      ClientOptions options, Function<Asked, Future<byte[]>> signing) {
    Signer signer =
        new Signer() {
          @Override
          public UserId userId() {
            return user;
          }

          @Override
          public CompletionStage<byte[]> sign(byte[] login) {
            Asked next = new Asked(Buffer.buffer(login), Promise.promise());
            asked.add(next);
            Future<byte[]> signature = signing.apply(next);
            return signature == null ? null : signature.toCompletionStage();
          }
        };
    return client(options)
        .authenticated(
            signer, DeviceId.of(7), new CountingKeys(), message -> Future.succeededFuture());
  }

  /** Asks the test for each signature. */
  private AuthenticatedConnection patient(ClientOptions options) {
    return connection(options, next -> next.signature().future());
  }

  private Asked nextAsked() throws InterruptedException {
    Asked next = asked.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS);
    assertThat(next).as("a login to sign").isNotNull();
    return next;
  }

  @Test
  void signsOnAnyThreadAndAtAnyTime() throws Exception {
    AuthenticatedConnection connection = patient(options());
    Future<Void> connected = connection.connect();
    ScriptedSocket socket = server.accept();

    Asked login = nextAsked();
    assertThat(Login.decode(login.login().getBytes()))
        .isEqualTo(new Login(new Address(user, DeviceId.of(7)), socket.nonce(), "127.0.0.1", true));
    assertThat(socket.hasReceived()).isFalse();
    login.signature().complete(SIGNATURE);

    AuthResponse response = socket.expect(AuthResponse.class);
    assertThat(response.login()).isEqualTo(login.login());
    assertThat(response.signature().getBytes()).isEqualTo(SIGNATURE);
    socket.ack(response);
    Await.done(connected);
  }

  /** As a server would that wants the identity key to sign keys which it made itself. */
  static Stream<byte[]> noNonces() {
    Buffer key = Buffer.buffer(new byte[33]);
    PreKeyBundle bundle = new PreKeyBundle(FRIEND, 1, key, key);
    return Stream.of(
        new byte[0],
        new byte[Nonce.LENGTH - 1],
        new byte[Nonce.LENGTH + 1],
        key.getBytes(),
        ServerMessageCodec.encode(new PreKey(1, bundle, 1)).getBytes());
  }

  @ParameterizedTest
  @MethodSource("noNonces")
  void isNeverAskedToSignWhatIsNoNonce(byte[] offered) throws InterruptedException {
    server.offerAsNonce(offered);

    Future<Void> connected =
        connection(options(), next -> Future.succeededFuture(SIGNATURE)).connectOnce();

    assertThat(Await.failed(connected))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("nonce");
    assertThat(asked).isEmpty();
    ScriptedSocket socket = server.accept();
    socket.awaitClosed();
    assertThat(socket.hasReceived()).isFalse();
  }

  @Test
  void signsOnceForEachSocket() throws InterruptedException {
    patient(options()).connect();
    ScriptedSocket socket = server.accept();
    Asked first = nextAsked();

    socket.send(new AuthChallenge(2, ScriptedServer.freshNonce(), Optional.empty()));
    socket.send(new AuthChallenge(3, ScriptedServer.freshNonce(), Optional.empty()));
    first.signature().complete(SIGNATURE);
    socket.letIn();
    socket.close(1012);
    ScriptedSocket second = server.accept();

    assertThat(nonceIn(nextAsked())).isEqualTo(second.nonce());
    assertThat(asked).isEmpty();
  }

  @Test
  void neverSendsASignatureOnALaterSocket() throws InterruptedException {
    patient(options()).connect();
    ScriptedSocket first = server.accept();
    Asked late = nextAsked();
    first.close(1012);
    ScriptedSocket second = server.accept();
    Asked inTime = nextAsked();

    late.signature().complete(new byte[1]);
    inTime.signature().complete(SIGNATURE);

    AuthResponse response = second.expect(AuthResponse.class);
    assertThat(response.signature().getBytes()).isEqualTo(SIGNATURE);
    assertThat(response.login()).isEqualTo(inTime.login());
  }

  static Stream<Function<Asked, Future<byte[]>>> failures() {
    return Stream.of(
        next -> Future.failedFuture("the key is locked"),
        next -> {
          throw new IllegalStateException("the key is locked");
        },
        next -> null);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void isAskedAgainOnAnotherSocketAfterItFailed(Function<Asked, Future<byte[]>> failure)
      throws InterruptedException {
    BlockingQueue<ClientException> told = new LinkedBlockingQueue<>();
    AuthenticatedConnection connection = connection(options(), failure);
    connection.onConnectFailed(told::add);

    connection.connect();

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThat(nonceIn(nextAsked())).isEqualTo(server.accept().nonce());
      assertThat(told.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS))
          .isInstanceOf(ConnectFailedException.class)
          .hasMessage("the login could not be signed")
          .hasCauseInstanceOf(Throwable.class);
    }
    Await.done(connection.close());
  }

  private static Nonce nonceIn(Asked login) {
    try {
      return Login.decode(login.login().getBytes()).nonce();
    } catch (Exception e) {
      throw new AssertionError("no Login was to be signed", e);
    }
  }
}
