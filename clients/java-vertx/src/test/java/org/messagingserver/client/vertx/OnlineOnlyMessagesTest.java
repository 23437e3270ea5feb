package org.messagingserver.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ConnectionClosedException;
import org.messagingserver.client.OutcomeUnknownException;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ServerMessage.MultiResult;

class OnlineOnlyMessagesTest extends ClientTest {
  private static final SendOptions ONLINE_ONLY = SendOptions.NONE.withOnlineOnly();
  private static final Handling HANDLING = new Handling(0, true);
  private static final Buffer TYPING = Buffer.buffer("is typing");
  private static final List<Part> PARTS = List.of(new Part(FRIEND, Buffer.buffer("1")));

  @Test
  void areWrittenWithoutACheckOfTheRecipientsDevices() throws InterruptedException {
    RecordedDevices devices = new RecordedDevices().with(FRIEND, 11);
    AnonymousConnection connection = client(options()).anonymous(devices);
    Await.done(connection.connect());
    ScriptedSocket socket = server.accept();

    Future<Void> typing = connection.send(FRIEND, TYPING, ONLINE_ONLY.withRegistrationId(11));
    Future<List<Optional<ServerRefusedException>>> many =
        connection.sendMultiRecipient(TYPING, parts(PARTS), HANDLING);
    OutboundMessage one = socket.expect(OutboundMessage.class);
    MultiMessage group = socket.expect(MultiMessage.class);
    socket.ack(one);
    socket.send(new MultiResult(group.sequence(), List.of()));

    Await.done(typing);
    assertThat(Await.done(many)).containsExactly(Optional.empty());
    assertThat(one.handling()).isEqualTo(HANDLING);
    assertThat(one.registrationId()).hasValue(11);
    assertThat(group.handling()).isEqualTo(HANDLING);
  }

  @Test
  void areNotSentAgainOverAnotherSocket() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    Await.done(connection.connect());
    ScriptedSocket first = server.accept();

    Future<Void> typing = connection.send(FRIEND, TYPING, ONLINE_ONLY);
    Future<?> many = connection.sendMultiRecipient(TYPING, parts(PARTS), HANDLING);
    Future<Void> ordinary = connection.send(FRIEND, Buffer.buffer("hello"));
    first.expect(OutboundMessage.class);
    first.expect(MultiMessage.class);
    first.expect(OutboundMessage.class);
    first.close(1012);
    ScriptedSocket second = server.accept();
    OutboundMessage again = second.expect(OutboundMessage.class);
    second.ack(again);

    Await.done(ordinary);
    assertThat(again.sealedMessage()).isEqualTo(Buffer.buffer("hello"));
    assertThat(second.hasReceived()).isFalse();
    assertThat(Await.failed(typing)).isInstanceOf(OutcomeUnknownException.class);
    assertThat(Await.failed(many)).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void failAtOnceWithoutASocketOrWhenRefusedOrClosed() throws InterruptedException {
    AnonymousConnection connection = client(options()).anonymous();
    assertThat(Await.failed(connection.send(FRIEND, TYPING, ONLINE_ONLY)))
        .isInstanceOf(OutcomeUnknownException.class);
    Await.done(connection.connect());
    ScriptedSocket socket = server.accept();

    Future<Void> refused = connection.send(FRIEND, TYPING, ONLINE_ONLY);
    socket.refuse(socket.expect(OutboundMessage.class), ErrorName.TOO_MANY_REQUESTS);
    assertThat(Await.failed(refused)).isInstanceOf(ServerRefusedException.class);
    Future<Void> open = connection.send(FRIEND, TYPING, ONLINE_ONLY);
    socket.expect(OutboundMessage.class);
    Await.done(connection.close());

    assertThat(Await.failed(open)).isInstanceOf(ConnectionClosedException.class);
    assertThat(Await.failed(connection.send(FRIEND, TYPING, ONLINE_ONLY)))
        .isInstanceOf(ConnectionClosedException.class);
  }
}
