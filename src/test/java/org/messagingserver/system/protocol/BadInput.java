package org.messagingserver.system.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A server, and a user to write to, for clients that do not keep to the protocol. */
abstract class BadInput {
  static final int MAX_FRAME = 4096;

  static TestServer server;
  static RawSocket bystander;

  final Identity alice = Identity.generate();
  final RawSocket socket = RawSocket.open(server);

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("http", new JsonObject().put("maxFrameBytes", MAX_FRAME))
                .put("preKeys", new JsonObject().put("low", 0)));
    bystander = RawSocket.open(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Whatever a test sent, others never notice. */
  @AfterEach
  void othersAreServedAsBefore() {
    assertServed(bystander);
    assertServed(RawSocket.open(server));
  }

  static void assertServed(RawSocket socket) {
    assertThat(refusal(socket.ask(preKeysOf(Identity.generate())))).isEqualTo(UNKNOWN_USER);
  }

  static Message.Builder message() {
    return Message.newBuilder().setSequence(77);
  }

  /** Touching a payload's builder is enough to have it sent. */
  static Message.Builder with(Consumer<Message.Builder> payload) {
    Message.Builder message = message();
    payload.accept(message);
    return message;
  }

  static void send(RawSocket socket, Message.Builder message) {
    socket.sendBytes(Buffer.buffer(message.build().toByteArray()));
  }
}
