package org.messagingserver.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.session.FrameSink.ReadState;

/** Walks every arrow in the diagram of {@link SessionState}, without sockets. */
class SessionStateTest extends Sessions {
  @Test
  void mayAskAnonymouslyUntilItLogsIn() {
    receive(new ClientMessage.RequestPreKeys(1, identity.userId(), Set.of()));
    assertRefused(1, ErrorName.UNKNOWN_USER);

    receive(new ClientMessage.Unregister(2));
    assertRefused(2, ErrorName.UNAUTHORIZED);

    receive(login(3));
    assertThat(line.message()).isEqualTo(new ServerMessage.Ack(3));
    receive(new ClientMessage.RequestPreKeys(4, identity.userId(), Set.of()));
    assertRefused(4, ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    receive(new ClientMessage.Unregister(5));
    assertThat(line.message()).isEqualTo(new ServerMessage.Ack(5));
  }

  @Test
  void fetchesNoKeysWhereTheNodeHasNoRoomForTheAnswer() {
    store.register(address);
    line.hasRoom(false);
    receive(new ClientMessage.RequestPreKeys(1, identity.userId(), Set.of()));
    assertRefused(1, ErrorName.UNAVAILABLE);

    line.hasRoom(true);
    receive(new ClientMessage.RequestPreKeys(2, identity.userId(), Set.of()));
    assertThat(line.message()).isInstanceOf(ServerMessage.PreKey.class);
  }

  @Test
  void isNotReadWhileItsLoginIsChecked() {
    store.proxy().holdAnswerOf(LOOK);

    receive(login(1));

    assertThat(line.next()).isEqualTo(ReadState.SERVER_BUSY);
    assertThat(line.isQuiet()).isTrue();
    store.proxy().flow();
    assertThat(line.next()).isEqualTo(new ServerMessage.Ack(1));
    assertThat(line.next()).isEqualTo(ReadState.ON);
  }

  @Test
  void isClosedWhenItsLoginDoesNotHold() {
    byte[] login = new Login(address, challenge).encode();
    receive(new AuthResponse(1, Buffer.buffer(login), Buffer.buffer(new byte[64])));

    assertRefused(1, ErrorName.UNAUTHORIZED);
    assertThat(line.next()).isEqualTo(CloseCode.POLICY);
    receive(login(2));
    onLoop(() -> null);
    assertThat(line.isQuiet()).isTrue();
  }

  @Test
  void isClosedWhenTheStoreIsAwayAtItsLogin() {
    store.proxy().lose(LOOK);

    receive(login(1));

    assertRefused(1, ErrorName.UNAVAILABLE);
    assertThat(line.next()).isEqualTo(CloseCode.TRY_LATER);
  }
}
