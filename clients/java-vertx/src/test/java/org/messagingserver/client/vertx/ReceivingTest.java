package org.messagingserver.client.vertx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.Ed25519Verify;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ClientLimits;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectionClosedException;
import org.messagingserver.client.Identity;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.ClientMessage.Ack;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ServerMessage.Drained;
import org.messagingserver.protocol.ServerMessage.KeyStatus;
import org.messagingserver.protocol.WakeupStatus;

class ReceivingTest extends ClientTest {
  private record Handed(String text, Promise<Void> safe) {}

  private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();

  private Future<Void> hand(Buffer message) {
    Handed next = new Handed(message.toString(), Promise.promise());
    handed.add(next);
    return next.safe().future();
  }

  private Handed next() throws InterruptedException {
    Handed next = handed.poll(ScriptedServer.PATIENCE_SECONDS, SECONDS);
    assertThat(next).as("a message for the handler").isNotNull();
    return next;
  }

  private ScriptedSocket loggedIn(ClientOptions options) throws InterruptedException {
    authenticated(options, this::hand).connect();
    return server.accept().letIn();
  }

  @Test
  void signsTheVeryBytesOfTheLoginThatItSends() throws Exception {
    Identity identity = Identity.generate();
    AuthenticatedConnection connection =
        client(options()).authenticated(identity, DeviceId.of(7), new CountingKeys(), this::hand);

    connection.connect();
    ScriptedSocket socket = server.accept();
    AuthResponse response = socket.expect(AuthResponse.class);

    byte[] login = response.login().getBytes();
    assertThat(Login.decode(login))
        .isEqualTo(new Login(connection.address(), socket.nonce(), "127.0.0.1", true));
    new Ed25519Verify(identity.userId().publicKey()).verify(response.signature().getBytes(), login);
  }

  @Test
  void acksOnlyOnceTheHandlerHasTheMessage() throws InterruptedException {
    ScriptedSocket socket = loggedIn(options());

    socket.deliver(5, "hello");
    Handed message = next();
    assertThat(socket.hasReceived()).isFalse();
    message.safe().complete();

    assertThat(socket.expect(Ack.class).sequence()).isEqualTo(5);
    assertThat(message.text()).isEqualTo("hello");
  }

  @Test
  void handsOverOneMessageAfterAnother() throws InterruptedException {
    ScriptedSocket socket = loggedIn(options());

    socket.deliver(1, "first");
    socket.deliver(2, "second");
    Handed first = next();
    assertThat(handed).isEmpty();
    first.safe().complete();

    assertThat(socket.expect(Ack.class).sequence()).isEqualTo(1);
    next().safe().complete();
    assertThat(socket.expect(Ack.class).sequence()).isEqualTo(2);
  }

  @Test
  void isDrainedWhenTheServerReportsItAndAnewWithEachLogin() throws InterruptedException {
    AuthenticatedConnection connection = authenticated(options(), this::hand);
    connection.connect();
    ScriptedSocket first = server.accept().letIn();
    Future<Void> drained = connection.drained();
    first.deliver(1, "waited");
    next().safe().complete();
    first.expect(Ack.class);
    assertThat(drained.isComplete()).isFalse();

    first.send(new Drained(2));
    Await.done(drained);
    Await.done(connection.drained());

    first.close(1012);
    ScriptedSocket second = server.accept().letIn();
    Future<Void> again = connection.drained();
    second.close(1012);
    ScriptedSocket third = server.accept().letIn();
    assertThat(again.isComplete()).isFalse();
    third.send(new Drained(1));
    Await.done(again);
  }

  @Test
  void asksWhatTheServerHasOfItsKeys() throws InterruptedException {
    AuthenticatedConnection connection = authenticated(options(), this::hand);
    connection.connect();
    ScriptedSocket socket = server.accept().letIn();

    Future<KeysOnFile> asked = connection.keyStatus(true);
    RequestKeyStatus request = socket.expect(RequestKeyStatus.class);
    KeysOnFile onFile = new KeysOnFile(true, 7, Buffer.buffer("hash"), 2, List.of(5, -1));
    socket.send(new KeyStatus(request.sequence(), onFile, WakeupStatus.NONE));
    Future<KeysOnFile> refused = connection.keyStatus(false);
    socket.refuse(socket.expect(RequestKeyStatus.class), ErrorName.UNAVAILABLE);

    assertThat(request.oneTimeKeyHashes()).isTrue();
    assertThat(Await.done(asked)).isEqualTo(onFile);
    assertThat(Await.failed(refused)).isInstanceOf(ServerRefusedException.class);
  }

  @Test
  void isNeverDrainedOnceItIsClosed() throws InterruptedException {
    AuthenticatedConnection connection = authenticated(options(), this::hand);
    connection.connect();
    server.accept().letIn();
    Future<Void> drained = connection.drained();

    connection.close();

    assertThat(Await.failed(drained)).isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void doesNotAckWhatTheHandlerFailedAndHandsItOverAgain() throws InterruptedException {
    ScriptedSocket first = loggedIn(options());

    first.deliver(1, "unlucky");
    first.deliver(2, "lucky");
    next().safe().fail("the app's disk is full");
    next().safe().complete();
    assertThat(first.expect(Ack.class).sequence()).isEqualTo(2);
    first.close(1012);
    ScriptedSocket second = server.accept().letIn();
    second.deliver(1, "unlucky");

    Handed again = next();
    assertThat(again.text()).isEqualTo("unlucky");
    again.safe().complete();
    assertThat(second.expect(Ack.class).sequence()).isEqualTo(1);
  }

  @Test
  void survivesAHandlerThatThrowsOrGivesNoFuture() throws InterruptedException {
    authenticated(
            options(),
            message ->
                switch (message.toString()) {
                  case "throw" -> throw new IllegalStateException("as the test wants it");
                  case "null" -> null;
                  default -> Future.succeededFuture();
                })
        .connect();
    ScriptedSocket socket = server.accept().letIn();

    socket.deliver(1, "throw");
    socket.deliver(2, "null");
    socket.deliver(3, "fine");

    assertThat(socket.expect(Ack.class).sequence()).isEqualTo(3);
  }

  @Test
  void acksADuplicateWithoutHandingItOver() throws InterruptedException {
    ScriptedSocket first = loggedIn(options());
    first.deliver(1, "once");
    next().safe().complete();
    first.expect(Ack.class);
    first.close(1012);

    ScriptedSocket second = server.accept().letIn();
    second.deliver(1, "once");
    second.deliver(2, "new");

    assertThat(second.expect(Ack.class).sequence()).isEqualTo(1);
    assertThat(next().text()).isEqualTo("new");
  }

  @Test
  void acksOnTheNewSocketWhatWasStillHandledWhenTheOldOneWasLost() throws InterruptedException {
    ScriptedSocket first = loggedIn(options());
    first.deliver(9, "slow");
    Handed slow = next();
    first.close(1012);
    ScriptedSocket second = server.accept().letIn();
    second.deliver(1, "slow");

    slow.safe().complete();

    assertThat(second.expect(Ack.class).sequence()).isEqualTo(1);
    assertThat(handed).isEmpty();
  }

  @Test
  void forgetsTheOldestBeyondItsMemory() throws InterruptedException {
    ScriptedSocket socket = loggedIn(options().withLimits(ClientLimits.DEFAULT.withRemembered(1)));

    for (String text : new String[] {"a", "b", "a"}) {
      socket.deliver(1, text);
      Handed message = next();
      assertThat(message.text()).isEqualTo(text);
      message.safe().complete();
      socket.expect(Ack.class);
    }
  }

  @Test
  void takesEverythingThroughASmallQueue() throws InterruptedException {
    int count = 500;
    ScriptedSocket socket = loggedIn(options().withLimits(ClientLimits.DEFAULT.withInbound(4)));

    for (int sequence = 1; sequence <= count; sequence++) {
      socket.deliver(sequence, Integer.toString(sequence));
    }

    for (int sequence = 1; sequence <= count; sequence++) {
      next().safe().complete();
      assertThat(socket.expect(Ack.class).sequence()).isEqualTo(sequence);
    }
  }

  @Test
  void passesOverWhatItDoesNotKnow() throws InterruptedException {
    ScriptedSocket socket = loggedIn(options());

    socket.refuse(new Ack(4711), ErrorName.UNKNOWN_ERROR);
    socket.ack(new Ack(4711));
    socket.sendGarbage();
    socket.deliver(1, "still here");

    assertThat(next().text()).isEqualTo("still here");
  }
}
