package org.messagingserver.system.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import io.vertx.core.buffer.Buffer;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.UserId;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.SignalIdentity;

/** Whoever has a stock Signal identity logs in as it, and as no other. */
class SignalLoginTest extends Logins {
  private final SignalIdentity signal = SignalIdentity.generate();

  @Test
  void bindsTheConnectionToTheAddress() {
    byte[] login = login(signal.userId());

    assertThat(socket.ask(response(login, signal.sign(login)))).isInstanceOf(Ack.class);

    socket.must(register(5, "signed"));
    RawSocket.open(server).request(outbound(signal.userId(), "hello"));
    assertThat(socket.ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void refusesASignatureOfAnotherIdentity() {
    byte[] login = login(signal.userId());

    socket.request(response(login, SignalIdentity.generate().sign(login)));

    assertThat(refusal(socket.next())).isEqualTo(UNAUTHORIZED);
    assertThat(socket.closeCode()).isEqualTo(CloseCode.POLICY.code());
  }

  @Test
  void makesAnotherUserOfTheSameKeyInItsEdwardsForm() {
    byte[] login = login(signal.edwardsUserId());
    byte[] signature = signal.sign(login);
    signature[63] &= 0x7f;

    assertThat(socket.ask(response(login, signature))).isInstanceOf(Ack.class);

    socket.must(register(5, "signed"));
    RawSocket stranger = RawSocket.open(server);
    assertThat(refusal(stranger.ask(outbound(signal.userId(), "to the other"))))
        .isEqualTo(UNKNOWN_USER);
  }

  private byte[] login(UserId user) {
    return login(user.bytes(), nonce()).build().toByteArray();
  }

  private static IntFunction<ClientMessage> outbound(UserId user, String text) {
    Address to = new Address(user, new DeviceId(1));
    return sequence -> new OutboundMessage(sequence, to, Buffer.buffer(text));
  }
}
