package org.messagingserver.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.ratelimit.ConnectionLimiter;
import org.messagingserver.session.FrameSink.ReadState;

/** What a Session still does, and what no more, once its socket is gone or is not read. */
class SessionEndTest extends Sessions {
  private static final String APPEND = "INSERT INTO mailbox";

  private static SessionContext impatient() {
    return new SessionContext(
        sessionContext.vertx(),
        sessionContext.deliveryService(),
        sessionContext.preKeys(),
        sessionContext.preKeySettings(),
        sessionContext.wakeups(),
        new SessionSettings(
            Duration.ofSeconds(1),
            MAX_PIPELINED,
            SIBLINGS,
            ServerNames.ANY,
            new FanOutSettings(3, 1 << 16)),
        sessionContext.serverInfo(),
        sessionContext.attachments(),
        ConnectionLimiter.UNLIMITED,
        sessionContext.connectionsPerAddress(),
        sessionContext.pendingRegisters(),
        sessionContext.loginTurns(),
        sessionContext.meters(),
        sessionContext.random());
  }

  @Test
  void leavesNoInboxBehindWhenItsSocketGoesWhileItsLoginIsChecked() {
    store.register(address);
    store.proxy().holdAnswerOf(LOOK);
    receive(login(1));
    until(store.proxy()::isHolding);
    assertThat(store.isHeard(store.vault().hash(address))).isTrue();

    run(session::closed);
    store.proxy().flow();

    until(() -> !store.isHeard(store.vault().hash(address)));
  }

  @Test
  void deliversNothingMoreOnceItsSocketIsGone() {
    store.register(address);
    receive(login(1));
    assertThat(line.message()).isEqualTo(new ServerMessage.Ack(1));
    sendFromAnotherLine("1");
    assertThat(line.message()).isInstanceOf(ServerMessage.InboundMessage.class);

    run(session::closed);
    // What was on its way to the store has come there before this one.
    sendFromAnotherLine("2");
    long before = store.proxy().executed(READ);
    sendFromAnotherLine("3");

    assertThat(store.proxy().executed(READ)).isEqualTo(before);
    assertThat(held()).isEqualTo(3);
  }

  @Test
  void finishesWhatItWasSentThoughItsSocketIsGone() {
    store.register(address);
    store.proxy().lose(APPEND);

    receive(new OutboundMessage(1, address, Buffer.buffer("1")));
    run(session::closed);

    until(() -> held() == 1);
  }

  @Test
  void isClosedWhenItAsksNothing() {
    Line silent = new Line();
    run(() -> new Session(silent, impatient(), ClientQuota.UNLIMITED, ProtocolVersion.V1).opened());

    assertThat(silent.message()).isInstanceOf(ServerMessage.AuthChallenge.class);
    assertThat(silent.next()).isEqualTo(CloseCode.POLICY);
  }

  @Test
  void isNotReadWithAsManyUnansweredRequestsAsItMayHave() {
    store.register(address);
    store.proxy().holdAnswerOf(APPEND);

    for (int sequence = 1; sequence <= MAX_PIPELINED; sequence++) {
      assertThat(line.isQuiet()).isTrue();
      receive(new OutboundMessage(sequence, address, Buffer.buffer("1")));
    }

    assertThat(line.next()).isEqualTo(ReadState.SERVER_BUSY);
    store.proxy().flow();
    assertThat(line.next()).isEqualTo(new ServerMessage.Ack(1));
    assertThat(line.next()).isEqualTo(ReadState.ON);
  }

  @Test
  void isNotReadWhileItsClientDoesNotRead() {
    run(() -> line.writable(false));
    receive(new ClientMessage.Unregister(1));
    assertRefused(1, ErrorName.UNAUTHORIZED);
    assertThat(line.next()).isEqualTo(ReadState.CLIENT_SLOW);

    run(
        () -> {
          line.writable(true);
          session.writabilityChanged();
        });

    assertThat(line.next()).isEqualTo(ReadState.ON);
  }

  private void sendFromAnotherLine(String content) {
    Line other = new Line();
    Session sender =
        onLoop(() -> new Session(other, sessionContext, ClientQuota.UNLIMITED, ProtocolVersion.V1));
    OutboundMessage message = new OutboundMessage(1, address, Buffer.buffer(content));
    Buffer frame = ClientMessageCodec.encode(message);
    run(() -> sender.received(frame, frame.length()));
    assertThat(other.message()).isEqualTo(new ServerMessage.Ack(1));
    run(sender::closed);
  }

  private long held() {
    return store
        .tables()
        .number(
            "SELECT count(*) FROM mailbox WHERE user_hash = ?",
            store.vault().hash(identity.userId()).value());
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
