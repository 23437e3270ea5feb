package org.messagingserver.system.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;

class LoginTest extends Logins {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, Integer.MAX_VALUE, -1})
  void bindsTheConnectionToTheAddress(int device) {
    socket.logIn(alice, device).must(register(5, "signed"));

    RawSocket.open(server).request(outbound(alice, device, "hello"));

    assertThat(socket.ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void takesAnyNumberOfConnectionsForOneAddress() {
    RawSocket first = socket.logIn(alice, 1);
    RawSocket second = RawSocket.open(server).logIn(alice, 1);

    assertThat(first.must(register(5, "signed")).isOpen()).isTrue();
    assertThat(second.must(register(5, "signed")).isOpen()).isTrue();
  }

  @Test
  void takesAConnectionThatWasUsedAnonymouslyBefore() {
    socket.ask(preKeysOf(alice));

    socket.logIn(alice, 1);

    socket.must(register(5, "signed"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusualEncodings")
  void checksTheSignatureOfTheBytesAsTheyWereSent(String what, UnaryOperator<byte[]> edit) {
    byte[] usual = login(alice.userId().bytes(), nonce()).build().toByteArray();
    byte[] unusual = edit.apply(usual);

    assertThat(unusual).isNotEqualTo(usual);
    assertThat(socket.ask(signed(alice, unusual))).isInstanceOf(Ack.class);
  }

  @Test
  void refusesASecondLoginAndStaysWithTheFirst() {
    socket.logIn(alice, 1).must(register(5, "signed"));
    Identity mallory = Identity.generate();

    var second = socket.ask(sequence -> proper(sequence, mallory));
    var repeated = socket.ask(sequence -> proper(sequence, alice));

    assertThat(refusal(second)).isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    assertThat(refusal(repeated)).isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    RawSocket.open(server).request(outbound(alice, 1, "hello"));
    assertThat(socket.ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void refusesASecondLoginThatIsPipelined() {
    Identity mallory = Identity.generate();

    socket.sendTogether(List.of(proper(1, alice), proper(2, mallory)));

    assertThat(socket.next()).isEqualTo(new Ack(1));
    assertThat(refusal(socket.next()))
        .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    assertThat(socket.isOpen()).isTrue();
  }

  @Test
  void doesPipelinedRequestsAfterTheLogin() {
    socket.sendTogether(
        List.of(proper(1, alice), register(5, "signed").apply(2), preKeysOf(alice).apply(3)));

    assertThat(socket.next()).isEqualTo(new Ack(1));
    var others = socket.next(2);
    assertThat(others).contains(new Ack(2));
    assertThat(others)
        .filteredOn(other -> other.sequence() == 3)
        .singleElement()
        .extracting(Requests::refusal)
        .isEqualTo(ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
  }
}
