package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.messagingserver.testkit.Requests.preKeysOf;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.TestServer;

/** Whoever is closed learns why, whatever it has sent behind the frame that was too much. */
class ShutdownSequenceTest {
  private static final int MAX_FRAME = 4096;
  private static final byte[] TOO_LARGE = frame(new byte[MAX_FRAME + 1]);
  private static final byte[] REQUEST =
      frame(ClientMessageCodec.encode(preKeysOf(Identity.generate()).apply(1)).getBytes());
  private static final byte[] WRONG_LOGIN =
      frame(
          ClientMessageCodec.encode(new AuthResponse(1, Buffer.buffer("me"), Buffer.buffer()))
              .getBytes());
  private static final byte[] TEXT = BareSocket.frame(BareSocket.TEXT, new byte[1]);
  private static final byte[] NO_MESSAGE = frame(new byte[] {0, 1});

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject().put("http", new JsonObject().put("maxFrameBytes", MAX_FRAME)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static byte[] frame(byte[] payload) {
    return BareSocket.frame(BareSocket.BINARY, payload);
  }

  private static byte[] concat(byte[]... parts) {
    Buffer all = Buffer.buffer();
    for (byte[] part : parts) {
      all.appendBytes(part);
    }
    return all.getBytes();
  }

  private static void closes(CloseCode code, byte[]... sent) {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.sendRaw(concat(sent));

      assertThat(bare.closeCode()).isEqualTo(code.code());
    }
  }

  @Test
  void saysThatAFrameIsTooLargeBehindARequest() {
    closes(CloseCode.TOO_LARGE, REQUEST, TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 100_000, 1_000_000})
  void saysThatAFrameIsTooLargeToWhoSendsMore(int more) {
    closes(CloseCode.TOO_LARGE, REQUEST, TOO_LARGE, new byte[more]);
  }

  @Test
  void saysWhyItClosesToWhoSendsAFrameThatIsTooLargeBehindIt() {
    closes(CloseCode.NOT_BINARY, TEXT, TOO_LARGE, new byte[100_000]);
    closes(CloseCode.NO_MESSAGE, NO_MESSAGE, TOO_LARGE, new byte[100_000]);
    closes(CloseCode.POLICY, WRONG_LOGIN, TOO_LARGE, new byte[100_000]);
  }

  @Test
  void endsInOrder() {
    try (BareSocket bare = BareSocket.open(server)) {
      bare.sendRaw(concat(TOO_LARGE, new byte[100_000]));

      assertThat(bare.closeCode()).isEqualTo(CloseCode.TOO_LARGE.code());
      assertThat(bare.ends()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsNoMoreThanItMustOfWhoGoesOn(boolean framed) {
    byte[] more = framed ? frame(new byte[MAX_FRAME]) : new byte[MAX_FRAME];
    try (BareSocket bare = BareSocket.open(server)) {
      bare.sendRaw(framed ? TEXT : TOO_LARGE);

      assertThatThrownBy(
              () -> {
                for (int sent = 0; sent < 1 << 26; sent += more.length) {
                  bare.sendRaw(more);
                }
              })
          .isInstanceOf(UncheckedIOException.class);
    }
  }
}
