package org.messagingserver.system.prekeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_DEVICE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;
import static org.messagingserver.testkit.Requests.refusal;
import static org.messagingserver.testkit.Requests.register;
import static org.messagingserver.testkit.Requests.registered;
import static org.messagingserver.testkit.Requests.unregister;

import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.ServerMessage.Ack;
import org.messagingserver.testkit.RawSocket;

/** An Unregister is final, and leaves the other devices of the user alone. */
class UnregisteringTest extends Registrations {
  @Test
  void makesRoomForAnotherDeviceByUnregistering() {
    RawSocket first = loggedIn(1).must(register(7, "signed"));
    loggedIn(2).must(register(8, "signed"));
    RawSocket third = loggedIn(3);

    first.must(unregister());

    assertThat(third.ask(register(9, "signed"))).isInstanceOf(Ack.class);
  }

  @Test
  void isGoneOnceUnregisteringIsAcked() {
    RawSocket device = loggedIn(1).must(register(7, "signed", "a"));

    assertThat(device.ask(unregister())).isInstanceOf(Ack.class);

    assertThat(refusal(stranger.ask(preKeysOf(alice)))).isEqualTo(UNKNOWN_USER);
    assertThat(refusal(stranger.ask(outbound(alice, 1, "hello")))).isEqualTo(UNKNOWN_USER);
  }

  @Test
  void staysForTheOtherDevicesWhenOneUnregisters() {
    RawSocket first = loggedIn(1).must(register(7, "signed", "a"));
    RawSocket second = loggedIn(2).must(register(8, "signed", "b"));

    first.must(unregister());

    assertThat(refusal(stranger.ask(outbound(alice, 1, "hello")))).isEqualTo(UNKNOWN_DEVICE);
    assertThat(takenKeys(2)).containsExactly("b", "");
    stranger.request(outbound(alice, 2, "hello"));
    assertThat(second.ackedTexts(1)).containsExactly("hello");
  }

  @Test
  void acksUnregisteringWhatIsNotRegistered() {
    RawSocket device = loggedIn(1);

    assertThat(device.ask(unregister())).isInstanceOf(Ack.class);
    device.must(register(7, "signed")).must(unregister());
    assertThat(device.ask(unregister())).isInstanceOf(Ack.class);
  }

  @Test
  void seesNothingOfAFormerRegistrationAfterUnregistering() {
    registered(server, alice, 1, "old").kill();
    stranger.must(outbound(alice, 1, "before"));
    RawSocket device = loggedIn(1);
    device.nextInbound();

    device.must(unregister());
    device.kill();
    RawSocket again = loggedIn(1).must(register(1, "signed", "new"));

    RawSocket.open(server).request(outbound(alice, 1, "after"));
    assertThat(again.ackedTexts(1)).containsExactly("after");
    assertThat(takenKeys(2)).containsExactly("new", "");
  }

  @Test
  void deliversToTheSameSocketAfterRegisteringAgain() {
    RawSocket device = loggedIn(1).must(register(7, "signed")).must(unregister());

    device.must(register(8, "signed"));

    stranger.request(outbound(alice, 1, "hello"));
    assertThat(device.ackedTexts(1)).containsExactly("hello");
  }
}
