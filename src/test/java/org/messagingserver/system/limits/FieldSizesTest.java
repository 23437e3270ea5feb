package org.messagingserver.system.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.testkit.RawSocket;

/** How large the fields of a request may be. */
class FieldSizesTest extends Limits {
  private static final int KEY_BYTES = 8192;
  private static final int MANY = 1000;

  @Test
  void refusesFieldsThatAreTooLarge() {
    RawSocket device = open(source).logIn(alice, 1);
    RawSocket stranger = open(source);

    String large = "k".repeat(KEY_BYTES + 1);
    assertThat(refusal(device.ask(register(1, large)))).isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(device.ask(register(1, "s", large)))).isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(device.ask(register(1, "s", keys(MANY + 1))))).isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(stranger.ask(preKeysOf(alice, devices(MANY + 1)))))
        .isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(stranger.ask(outbound(alice, 1, "x".repeat(1001)))))
        .isEqualTo(INVALID_MESSAGE);
    assertThat(refusal(stranger.ask(wrongLogin("x".repeat(1025))))).isEqualTo(UNAUTHORIZED);
    assertThat(stranger.closeCode()).isEqualTo(CloseCode.POLICY.code());
  }

  @Test
  void takesFieldsOfTheLargestSize() {
    RawSocket device = open(source).logIn(alice, 1);
    RawSocket stranger = open(source);

    String[] keys = keys(MANY);
    keys[0] = "k".repeat(KEY_BYTES);
    device.must(register(1, "s".repeat(KEY_BYTES), keys));

    int[] others = IntStream.range(2, MANY + 2).toArray();
    assertThat(stranger.ask(preKeysOf(alice, others))).isInstanceOf(PreKey.class);
    assertThat(stranger.ask(outbound(alice, 1, "x".repeat(1000)))).isInstanceOf(Ack.class);
  }

  private static int[] devices(int count) {
    return IntStream.rangeClosed(1, count).toArray();
  }
}
