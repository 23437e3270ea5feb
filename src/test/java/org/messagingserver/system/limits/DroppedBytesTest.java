package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.TestServer;

/**
 * What never becomes a message uses up the bytes of its source like any request. Every test has a
 * source of its own, as behind a proxy, whose bytes are used up by the first that it sends.
 */
class DroppedBytesTest {
  private static final int MAX_FRAME = 65_536;
  private static final int PART = 30_000;

  /** The most that may be read behind a close. */
  private static final int LEFTOVERS = 16 << 20;

  private static final AtomicInteger SOURCES = new AtomicInteger();

  private static TestServer server;

  private final String source = "198.51.100." + SOURCES.incrementAndGet();

  @BeforeAll
  static void start() {
    JsonObject http =
        new JsonObject()
            .put("maxFrameBytes", MAX_FRAME)
            .put("messageMillis", 200)
            .put("trustedProxies", new JsonArray().add("127.0.0.0/8"));
    JsonObject limits =
        new JsonObject()
            .put("enabled", true)
            .put("source", new JsonObject().put("bytesPerSecond", 1));
    server = TestServer.start(new JsonObject().put("http", http).put("limits", limits));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Ways to send what is never a message. */
  enum Way {
    LEAVES_IN_A_FRAME(bare -> part(bare)),
    TAKES_TOO_LONG(
        bare -> {
          part(bare);
          assertThat(bare.closeCode()).isEqualTo(CloseCode.POLICY.code());
        }),
    SENDS_A_FRAME_THAT_IS_TOO_LARGE(
        bare -> {
          bare.sendHead(BareSocket.BINARY, MAX_FRAME + 1);
          bare.sendRaw(new byte[PART]);
          // The source may have none left before the code is sent.
          assertThat(bare.closeCode()).isIn(CloseCode.TOO_LARGE.code(), 1006);
        }),
    SENDS_MORE_BEHIND_A_CLOSE(
        bare -> {
          bare.send(BareSocket.TEXT, new byte[1]);
          assertThat(bare.closeCode()).isEqualTo(CloseCode.NOT_BINARY.code());
          bare.send(BareSocket.BINARY, new byte[PART]);
        });

    // It has no state, which the compiler cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<BareSocket> deed;

    Way(Consumer<BareSocket> deed) {
      this.deed = deed;
    }

    private static void part(BareSocket bare) {
      bare.sendHead(BareSocket.BINARY, MAX_FRAME);
      bare.sendRaw(new byte[PART]);
    }
  }

  /** A byte comes back each second, so that a slow machine has to try again. */
  @ParameterizedTest
  @EnumSource
  void isChargedToTheSource(Way way) {
    Mail.until(
        () -> {
          try (BareSocket bare = upgrade(source)) {
            if (bare.status() == 101) {
              bare.nextMessage();
              way.deed.accept(bare);
            }
            return bare.status() == 429;
          }
        });

    try (BareSocket other = upgrade(source + "9")) {
      assertThat(other.status()).isEqualTo(101);
    }
  }

  @Test
  void endsTheConnectionBehindACloseOnceTheSourceHasNoneLeft() {
    int sent = 0;
    try (BareSocket bare = upgrade(source)) {
      bare.send(BareSocket.TEXT, new byte[1]);
      for (; sent < LEFTOVERS; sent += PART) {
        bare.send(BareSocket.BINARY, new byte[PART]);
      }
    } catch (UncheckedIOException reset) {
      // As it should be.
    }

    // What the operating system holds comes on top of what is read.
    assertThat(sent).isLessThan(LEFTOVERS);
  }

  private static BareSocket upgrade(String source) {
    return BareSocket.upgrade(
        server.uri(), SocketFactory.getDefault(), "X-Forwarded-For: " + source);
  }
}
