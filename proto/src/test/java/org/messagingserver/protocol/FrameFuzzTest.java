package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.UnexpectedReply;

/** Whatever bytes come, a decoder reads them or says that it cannot, and loses nothing of them. */
class FrameFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void decodesAnyBytesOrRefusesThem(byte[] bytes) {
    asFrameOfAClient(bytes);
    asFrameOfTheServer(bytes);
    asLogin(bytes);
  }

  private static void asFrameOfAClient(byte[] bytes) {
    try {
      ClientMessage message = ClientMessageCodec.decode(Buffer.buffer(bytes));
      if (!(message instanceof InvalidRequest || message instanceof UnexpectedReply)) {
        assertThat(ClientMessageCodec.decode(ClientMessageCodec.encode(message)))
            .isEqualTo(message);
      }
    } catch (UndecodableFrameException expected) {
      assertThat(expected).hasNoCause();
    }
  }

  private static void asFrameOfTheServer(byte[] bytes) {
    try {
      ServerMessage message = ServerMessageCodec.decode(Buffer.buffer(bytes));
      assertThat(ServerMessageCodec.decode(ServerMessageCodec.encode(message))).isEqualTo(message);
    } catch (UndecodableFrameException expected) {
      assertThat(expected).hasNoCause();
    }
  }

  private static void asLogin(byte[] bytes) {
    try {
      Login login = Login.decode(bytes);
      assertThat(Login.decode(login.encode())).isEqualTo(login);
    } catch (UndecodableFrameException | InvalidUserIdException expected) {
      assertThat(expected).hasNoCause();
    }
  }
}
