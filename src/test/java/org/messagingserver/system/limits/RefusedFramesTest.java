package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.TOO_MANY_REQUESTS;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;

import com.google.protobuf.ByteString;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.protocol.proto.Register;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A frame that is refused uses up the budgets of its source like any request. */
class RefusedFramesTest {
  private static final int BYTES_PER_SECOND = 2;
  private static final int BURST_SECONDS = 3600;

  /** A source's whole budget, more than twice the number of fields that a message may have. */
  private static final int BUDGET = BYTES_PER_SECOND * BURST_SECONDS;

  private TestServer server;
  private RawSocket other;

  @BeforeEach
  void start() {
    JsonObject source = new JsonObject().put("bytesPerSecond", BYTES_PER_SECOND);
    JsonObject limits =
        new JsonObject()
            .put("enabled", true)
            .put("burstSeconds", BURST_SECONDS)
            .put("source", source);
    server = TestServer.start(new JsonObject().put("limits", limits));
    other = RawSocket.open(server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void chargesAFrameThatIsNoMessage() {
    RawSocket socket = RawSocket.open(server);

    socket.sendBytes(Buffer.buffer(new byte[BUDGET]));

    assertThat(refusal(socket.next())).isEqualTo(INVALID_MESSAGE);
    assertThat(socket.closeCode()).isEqualTo(CloseCode.NO_MESSAGE.code());
    assertSourceIsOverItsLimit();
  }

  @Test
  void chargesAMessageOfTooManyFields() {
    RawSocket socket = RawSocket.open(server);
    Register keys =
        Register.newBuilder()
            .addAllOneTimePreKeys(Collections.nCopies(BUDGET / 2, ByteString.EMPTY))
            .build();
    Message message = Message.newBuilder().setSequence(5).setRegister(keys).build();

    socket.sendBytes(Buffer.buffer(message.toByteArray()));

    ServerMessage answer = socket.next();
    assertThat(refusal(answer)).isEqualTo(INVALID_MESSAGE);
    assertThat(answer.sequence()).isEqualTo(5);
    assertSourceIsOverItsLimit();
  }

  private void assertSourceIsOverItsLimit() {
    assertThat(refusal(other.ask(preKeysOf(Identity.generate())))).isEqualTo(TOO_MANY_REQUESTS);
  }
}
