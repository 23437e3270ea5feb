package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Bytes;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A slow upload is not ended by what other sources send, nor while the server does not read it. */
class SlowUploadsTest {
  private static final int MEMORY = 16 << 20;

  /** An eighth of the memory may be unfinished: eight of these parts, or 500 small ones. */
  private static final int MAX_FRAME = MEMORY / 8 / 4;

  private static final int PART = MAX_FRAME / 2;
  private static final int SMALL = 4000;
  private static final int UPLOAD = 200_000;
  private static final int BEGUN = 150_000;

  private static final int DEVICES = 10;
  private static final int KEY_BYTES = 30_000;

  /** Their answers are more than the operating system holds for a client that does not read. */
  private static final int PIPELINED = 200;

  private static final int MESSAGE_MILLIS = 2000;

  private final Identity alice = Identity.generate();
  private TestServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void outlastsMessagesOfASourceThatHoldsMore(boolean isLarge) {
    JsonObject http =
        new JsonObject()
            .put("eventLoops", 1)
            .put("maxFrameBytes", MAX_FRAME)
            .put("messageMillis", 600_000)
            .put("trustedProxies", new JsonArray().add("127.0.0.0/8"));
    server =
        TestServer.start(
            new JsonObject()
                .put("http", http)
                .put("memory", new JsonObject().put("maxBytes", MEMORY))
                .put("limits", new JsonObject().put("enabled", true)));
    byte[] upload = upload();
    BareSocket slow = opened("198.51.100.1");
    slow.sendRaw(Arrays.copyOf(upload, BEGUN));

    List<BareSocket> greedy = new ArrayList<>();
    IntStream.range(0, isLarge ? 12 : 800).forEach(i -> greedy.add(greedy(isLarge ? PART : SMALL)));

    assertThat(greedy.get(0).closeCode()).isEqualTo(CloseCode.TRY_LATER.code());
    assertThat(greedy.get(1).closeCode()).isEqualTo(CloseCode.TRY_LATER.code());
    slow.sendRaw(Arrays.copyOfRange(upload, BEGUN, upload.length));
    assertThat(refusal(slow.nextMessage())).isEqualTo(UNKNOWN_USER);
    greedy.forEach(BareSocket::close);
    slow.close();
  }

  private byte[] upload() {
    Buffer message = ClientMessageCodec.encode(outbound(alice, 1, Bytes.random(UPLOAD)).apply(1));
    return BareSocket.frame(BareSocket.BINARY, message.getBytes());
  }

  private BareSocket greedy(int part) {
    BareSocket bare = opened("198.51.100.2");
    bare.sendHead(BareSocket.BINARY, MAX_FRAME);
    bare.sendRaw(new byte[part]);
    return bare;
  }

  private BareSocket opened(String source) {
    BareSocket bare =
        BareSocket.upgrade(server.uri(), SocketFactory.getDefault(), "X-Forwarded-For: " + source);
    bare.nextMessage();
    return bare;
  }

  @Test
  void outlastsTheTimeInWhichTheServerDoesNotReadIt() {
    // The client answers no ping, however long it takes to read.
    JsonObject http =
        new JsonObject().put("messageMillis", MESSAGE_MILLIS).put("pingSeconds", 3600);
    server =
        TestServer.start(
            new JsonObject().put("preKeys", new JsonObject().put("low", 0)).put("http", http));
    registerDevices();
    Buffer sent = Buffer.buffer();
    IntStream.rangeClosed(1, PIPELINED)
        .mapToObj(sequence -> ClientMessageCodec.encode(preKeysOf(alice).apply(sequence)))
        .forEach(
            request -> sent.appendBytes(BareSocket.frame(BareSocket.BINARY, request.getBytes())));
    Identity nobody = Identity.generate();
    byte[] last =
        BareSocket.frame(
            BareSocket.BINARY, ClientMessageCodec.encode(preKeysOf(nobody).apply(999)).getBytes());
    sent.appendBytes(last, 0, last.length / 2);

    try (BareSocket slow = BareSocket.open(server)) {
      slow.nextMessage();
      slow.sendRaw(sent.getBytes());
      Mail.pause(Duration.ofMillis(3 * MESSAGE_MILLIS));
      slow.sendRaw(Arrays.copyOfRange(last, last.length / 2, last.length));

      for (int answer = 0; answer < PIPELINED * DEVICES; answer++) {
        assertThat(slow.nextMessage()).isInstanceOf(PreKey.class);
      }
      assertThat(refusal(slow.nextMessage())).isEqualTo(UNKNOWN_USER);
    }
  }

  private void registerDevices() {
    for (int device = 1; device <= DEVICES; device++) {
      RawSocket socket = RawSocket.open(server).logIn(alice, device);
      socket.must(register(device, "k".repeat(KEY_BYTES)));
      socket.close();
    }
  }
}
