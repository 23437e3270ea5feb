package org.messagingserver.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.messagingserver.client.Identity;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;
import org.messagingserver.wire.ClientMessage;
import org.messagingserver.wire.ClientMessages;
import org.messagingserver.wire.Login;
import org.messagingserver.wire.Nonce;
import org.messagingserver.wire.ServerMessage;
import org.messagingserver.wire.ServerMessages;
import org.messagingserver.wire.UndecodableFrameException;

/** A socket that does exactly what a test says, right or wrong, and keeps all that comes. */
public final class RawSocket {
  /** Within this time whatever is going to happen has happened. */
  public static final Duration SOON = Duration.ofSeconds(10);

  private final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();

  /** Vert.x closes the sockets of a client that nobody holds. */
  private final WebSocketClient owner;

  private final WebSocket webSocket;
  private final Nonce challenge;
  private int lastSequence;

  private RawSocket(Vertx vertx, URI uri) {
    WebSocketClientOptions options =
        new WebSocketClientOptions().setMaxFrameSize(1 << 24).setMaxMessageSize(1 << 24);
    WebSocketConnectOptions target =
        new WebSocketConnectOptions()
            .setHost(uri.getHost())
            .setPort(uri.getPort())
            .setURI(uri.getPath());
    this.owner = vertx.createWebSocketClient(options);
    ClientWebSocket client = owner.webSocket();
    client.binaryMessageHandler(this::arrived);
    this.webSocket = await(client.connect(target));
    client.closeHandler(gone -> closed.complete(client.closeStatusCode()));
    this.challenge = ((ServerMessage.AuthChallenge) next()).nonce();
  }

  /** A fresh socket that has got its challenge. */
  public static RawSocket open(TestServer server) {
    return new RawSocket(server.vertx(), server.uri());
  }

  private void arrived(Buffer frame) {
    try {
      received.add(ServerMessages.decode(frame));
    } catch (UndecodableFrameException e) {
      throw new AssertionError(e);
    }
  }

  /** The nonce of this connection. */
  public Nonce challenge() {
    return challenge;
  }

  /** A sequence that this socket has not used. */
  public int sequence() {
    return ++lastSequence;
  }

  /** Sends a message as it is. */
  public void send(ClientMessage message) {
    sendBytes(ClientMessages.encode(message));
  }

  /** Sends one binary frame. */
  public void sendBytes(Buffer bytes) {
    await(webSocket.writeFrame(WebSocketFrame.binaryFrame(bytes, true)));
  }

  /** Sends any frame. */
  public void sendFrame(WebSocketFrame frame) {
    await(webSocket.writeFrame(frame));
  }

  /** Answers the challenge, and waits until the server has taken it. */
  public RawSocket logIn(Identity identity, int device) {
    int sequence = sequence();
    send(authResponse(sequence, identity, new Address(identity.userId(), new DeviceId(device))));
    ServerMessage answer = next();
    if (!new ServerMessage.Ack(sequence).equals(answer)) {
      throw new AssertionError("login refused: " + answer);
    }
    return this;
  }

  /** A proper answer to this connection's challenge. */
  public ClientMessage.AuthResponse authResponse(int sequence, Identity identity, Address claimed) {
    byte[] login = new Login(claimed, challenge).encode();
    return new ClientMessage.AuthResponse(
        sequence, Buffer.buffer(login), Buffer.buffer(identity.sign(login)));
  }

  /** The next message from the server. */
  public ServerMessage next() {
    try {
      ServerMessage message = received.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
      if (message == null) {
        throw new AssertionError("nothing came");
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The next so many messages from the server. */
  public List<ServerMessage> next(int count) {
    List<ServerMessage> messages = new ArrayList<>();
    while (messages.size() < count) {
      messages.add(next());
    }
    return messages;
  }

  /** What has come and not been taken; may be empty. */
  public List<ServerMessage> waiting() {
    List<ServerMessage> messages = new ArrayList<>();
    received.drainTo(messages);
    return messages;
  }

  /** Reads no more; what comes fills the network's buffers. */
  public void pause() {
    webSocket.pause();
  }

  /** Reads again. */
  public void resume() {
    webSocket.resume();
  }

  /** The code that the connection was closed with, once it is. */
  public int closeCode() {
    try {
      Short code = closed.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
      return code == null ? 1006 : code;
    } catch (Exception e) {
      throw new AssertionError("not closed", e);
    }
  }

  /** Whether the connection is still there. */
  public boolean isOpen() {
    return !closed.isDone();
  }

  /** Closes in order. */
  public void close() {
    await(webSocket.close());
  }

  /** Drops the connection without a word. */
  public void kill() {
    await(owner.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
