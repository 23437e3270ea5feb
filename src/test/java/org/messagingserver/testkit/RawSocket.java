package org.messagingserver.testkit;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
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
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;

/**
 * A WebSocket that sends the messages that a test says, right or wrong, and keeps all that come. It
 * speaks correct WebSocket, as Vert.x does, and answers pings; {@link BareSocket} need not.
 */
public final class RawSocket {
  /** Within this time whatever is going to happen has happened, on a busy machine too. */
  public static final Duration SOON = Duration.ofSeconds(30);

  private static final Duration QUIET = Duration.ofMillis(300);
  private static final long POLL_MILLIS = 10;

  private final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Short> closed = new CompletableFuture<>();

  /** Vert.x closes the sockets of a client that nobody holds. */
  private final WebSocketClient owner;

  private final WebSocket webSocket;
  private final ServerMessage.AuthChallenge challenge;
  private int lastSequence;

  private RawSocket(Vertx vertx, URI uri, MultiMap headers, ProtocolVersion version) {
    WebSocketClientOptions options =
        new WebSocketClientOptions().setMaxFrameSize(1 << 24).setMaxMessageSize(1 << 24);
    WebSocketConnectOptions target =
        new WebSocketConnectOptions()
            .setHost(uri.getHost())
            .setPort(uri.getPort())
            .setURI(uri.getPath())
            .setHeaders(headers);
    version.subprotocol().ifPresent(target::addSubProtocol);
    this.owner = vertx.createWebSocketClient(options);
    ClientWebSocket client = owner.webSocket();
    client.binaryMessageHandler(this::arrived);
    this.webSocket = await(client.connect(target));
    client.closeHandler(gone -> closed.complete(client.closeStatusCode()));
    this.challenge = (ServerMessage.AuthChallenge) next();
  }

  /** A fresh socket that has got its challenge. */
  public static RawSocket open(TestServer server) {
    return open(server.vertx(), server.uri());
  }

  /** The same to a server that is known by its address only. */
  public static RawSocket open(Vertx vertx, URI uri) {
    return open(vertx, uri, ProtocolVersion.V1);
  }

  /** The same of a client that speaks a version of the protocol. */
  public static RawSocket open(TestServer server, ProtocolVersion version) {
    return open(server.vertx(), server.uri(), version);
  }

  /** The same to a server that is known by its address only. */
  public static RawSocket open(Vertx vertx, URI uri, ProtocolVersion version) {
    return new RawSocket(vertx, uri, MultiMap.caseInsensitiveMultiMap(), version);
  }

  /** The same behind a proxy that names this address as the client's. */
  public static RawSocket openFrom(TestServer server, String address) {
    return open(server.vertx(), server.uri(), "X-Forwarded-For", address);
  }

  /** The same of a client that speaks a version of the protocol. */
  public static RawSocket openFrom(TestServer server, String address, ProtocolVersion version) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Forwarded-For", address);
    return new RawSocket(server.vertx(), server.uri(), headers, version);
  }

  /** The same with one more header in its handshake. */
  public static RawSocket open(Vertx vertx, URI uri, String header, String value) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(header, value);
    return new RawSocket(vertx, uri, headers, ProtocolVersion.V1);
  }

  /** The same of a client that does not share the server's Vert.x, and so outlives it. */
  public static RawSocket open(Vertx client, TestServer server) {
    return open(client, server.uri());
  }

  private void arrived(Buffer frame) {
    try {
      received.add(ServerMessageCodec.decode(frame));
    } catch (UndecodableFrameException e) {
      throw new AssertionError(e);
    }
  }

  /** The nonce of this connection. */
  public Nonce challenge() {
    return challenge.nonce();
  }

  /** What the server said of itself. */
  public Optional<ServerInfo> serverInfo() {
    return challenge.server();
  }

  /** A sequence that this socket has not used. */
  public int sequence() {
    return ++lastSequence;
  }

  /** Sends a message as it is. */
  public void send(ClientMessage message) {
    sendBytes(ClientMessageCodec.encode(message));
  }

  /** Sends one binary frame. */
  public void sendBytes(Buffer bytes) {
    await(webSocket.writeFrame(WebSocketFrame.binaryFrame(bytes, true)));
  }

  /** Sends any frame. */
  public void sendFrame(WebSocketFrame frame) {
    await(webSocket.writeFrame(frame));
  }

  /**
   * Sends all of them before it looks for any answer. The server may close the socket before the
   * last of them: what it answers tells.
   */
  public void sendTogether(List<? extends ClientMessage> messages) {
    await(
        Future.all(
            messages.stream()
                .map(ClientMessageCodec::encode)
                .map(bytes -> webSocket.writeFrame(WebSocketFrame.binaryFrame(bytes, true)))
                .map(Future::otherwiseEmpty)
                .toList()));
  }

  /** Sends a request under a sequence of its own; tells which. */
  public int request(IntFunction<? extends ClientMessage> request) {
    int sequence = sequence();
    send(request.apply(sequence));
    return sequence;
  }

  /** Sends a request and takes its answer, which has to be the next message that comes. */
  public ServerMessage ask(IntFunction<? extends ClientMessage> request) {
    int sequence = request(request);
    ServerMessage answer = next();
    if (answer.sequence() != sequence) {
      throw new AssertionError("no answer to request " + sequence + ": " + answer);
    }
    return answer;
  }

  /** Sends a request that the server has to ack. */
  public RawSocket must(IntFunction<? extends ClientMessage> request) {
    ServerMessage answer = ask(request);
    if (!(answer instanceof ServerMessage.Ack)) {
      throw new AssertionError("refused: " + answer);
    }
    return this;
  }

  /** Takes the next message, which has to be an inboundMessage; does not ack it. */
  public InboundMessage nextInbound() {
    return (InboundMessage) next();
  }

  /** Acks a message. */
  public void ack(InboundMessage message) {
    send(new ClientMessage.Ack(message.sequence()));
  }

  /** Takes the next so many inboundMessages, acks each as it comes, and tells what they said. */
  public List<String> ackedTexts(int count) {
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      InboundMessage message = nextInbound();
      texts.add(message.sealedMessage().toString());
      ack(message);
    }
    return texts;
  }

  /** Acks each inboundMessage until this one has come, and tells what those before it said. */
  public List<String> ackedTextsBefore(String last) {
    List<String> texts = new ArrayList<>();
    for (String text = ackedTexts(1).get(0); !text.equals(last); text = ackedTexts(1).get(0)) {
      texts.add(text);
    }
    return texts;
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
    return authResponse(sequence, identity, new Login(claimed, challenge()));
  }

  /** A Login, signed. */
  public static ClientMessage.AuthResponse authResponse(
      int sequence, Identity identity, Login login) {
    byte[] bytes = login.encode();
    return new ClientMessage.AuthResponse(
        sequence, Buffer.buffer(bytes), Buffer.buffer(identity.signature(bytes)));
  }

  /** The next message from the server. */
  public ServerMessage next() {
    try {
      ServerMessage message = poll(SOON);
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

  /**
   * What comes in a short while; only for where nothing can be sent behind that has to come later.
   */
  public List<ServerMessage> inAWhile() {
    List<ServerMessage> messages = new ArrayList<>();
    try {
      for (ServerMessage message = poll(QUIET); message != null; message = poll(QUIET)) {
        messages.add(message);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return messages;
  }

  private ServerMessage poll(Duration time) throws InterruptedException {
    return received.poll(time.toMillis(), TimeUnit.MILLISECONDS);
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

  /** Sends a message and does not look whether it leaves. */
  public void cast(ClientMessage message) {
    cast(WebSocketFrame.binaryFrame(ClientMessageCodec.encode(message), true));
  }

  /** Sends any frame and does not look whether it leaves. */
  public void cast(WebSocketFrame frame) {
    webSocket.writeFrame(frame);
  }

  /** The next message from the server; none where the connection ends first. */
  public Optional<ServerMessage> nextUnlessGone() {
    long end = System.nanoTime() + SOON.toNanos();
    try {
      while (System.nanoTime() < end) {
        boolean last = closed.isDone();
        ServerMessage message = received.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (message != null || last) {
          return Optional.ofNullable(message);
        }
      }
      throw new AssertionError("nothing came");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
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
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
