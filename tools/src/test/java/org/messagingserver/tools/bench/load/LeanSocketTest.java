package org.messagingserver.tools.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;

/** The lean load against Vert.x' own WebSockets and the package {@code wire}. */
@ExtendWith(VertxExtension.class)
class LeanSocketTest {
  private final BlockingQueue<ServerWebSocket> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Buffer> atServer = new LinkedBlockingQueue<>();
  private final BlockingQueue<Buffer> atClient = new LinkedBlockingQueue<>();
  private LeanSocket socket;
  private ServerWebSocket server;

  /** Keeps what comes. */
  private final class Keeping implements LeanSocket.Reader {
    @Override
    public void message(Buffer bytes, int from, int to) {
      atClient.add(bytes.getBuffer(from, to));
    }

    @Override
    public void lost() {
      atClient.add(Buffer.buffer("lost"));
    }
  }

  @BeforeEach
  void connect(Vertx vertx) throws Exception {
    HttpServer listening =
        Await.result(
            vertx
                .createHttpServer()
                .webSocketHandler(
                    webSocket -> {
                      webSocket.binaryMessageHandler(atServer::add);
                      accepted.add(webSocket);
                    })
                .listen(0, "127.0.0.1"));
    URI uri = URI.create("ws://127.0.0.1:" + listening.actualPort() + "/api");
    socket =
        Await.result(
            vertx
                .timer(1)
                .compose(turn -> LeanSocket.connect(vertx.createNetClient(), uri, new Keeping())));
    server = next(accepted);
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void takesMessagesHoweverTheyAreCutIntoReads() throws Exception {
    IntStream.range(0, 2000)
        .mapToObj(number -> Buffer.buffer(new byte[number]))
        .forEach(server::writeBinaryMessage);

    for (int number = 0; number < 2000; number++) {
      assertThat(next(atClient).length()).isEqualTo(number);
    }
  }

  @Test
  void answersAPing() throws Exception {
    BlockingQueue<Buffer> pongs = new LinkedBlockingQueue<>();
    server.pongHandler(pongs::add);

    server.writePing(Buffer.buffer("there?"));

    assertThat(next(pongs)).isEqualTo(Buffer.buffer("there?"));
  }

  @Test
  void tellsOfItsEnd() throws Exception {
    server.close();

    assertThat(next(atClient)).isEqualTo(Buffer.buffer("lost"));
  }

  @Test
  void writesLettersAsTheProtocolHasThem() throws Exception {
    Address address = new Address(Identity.generate().userId(), new DeviceId(7));
    PreparedMessage preparedMessage = new PreparedMessage(address);

    for (int sequence : new int[] {1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE}) {
      socket.context().runOnContext(turn -> preparedMessage.send(socket, sequence, 42));

      var read = (ClientMessage.OutboundMessage) ClientMessageCodec.decode(next(atServer));
      assertThat(read.sequence()).isEqualTo(sequence);
      assertThat(read.to()).isEqualTo(address);
      assertThat(read.sealedMessage().length()).isEqualTo(PreparedMessage.CONTENT_BYTES);
      assertThat(read.sealedMessage().getLong(0)).isEqualTo(42);
    }
  }

  @Test
  void acksWhatItHasReceived() throws Exception {
    Buffer content = Buffer.buffer(new byte[PreparedMessage.CONTENT_BYTES]).setLong(0, 42);
    Buffer inbound = ServerMessageCodec.encode(new ServerMessage.InboundMessage(300, content));
    int payload = Envelope.payload(inbound, 0);

    socket.context().runOnContext(turn -> Envelope.ack(socket, inbound, 0, payload));

    assertThat(inbound.getByte(payload)).isEqualTo((byte) Envelope.INBOUND_MESSAGE);
    assertThat(Envelope.sequence(inbound, 0)).isEqualTo(300);
    assertThat(PreparedMessage.time(inbound, inbound.length())).isEqualTo(42);
    assertThat(ClientMessageCodec.decode(next(atServer))).isEqualTo(new ClientMessage.Ack(300));
  }
}
