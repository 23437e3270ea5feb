package org.messagingserver.client.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ClientLimits;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.protocol.ServerMessage.MultiResult.Refusal;

class MultiRecipientTest extends ClientTest {
  private static final Buffer SHARED = Buffer.buffer("shared");
  private static final List<Part> PARTS =
      List.of(
          new Part(FRIEND, Buffer.buffer("1")),
          new Part(OTHER, Buffer.buffer("2"), OptionalInt.of(7), Optional.empty()));

  @Test
  void tellsOfEachRecipientWhatBecameOfItsPart() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket socket = server.accept();

    Future<List<Optional<ServerRefusedException>>> sent =
        connection.sendMultiRecipient(SHARED, parts(PARTS), new Handling(24));
    MultiMessage message = socket.expect(MultiMessage.class);
    assertThat(sent.isComplete()).isFalse();
    socket.send(
        new MultiResult(
            message.sequence(),
            List.of(new Refusal(1, ErrorName.MAILBOX_FULL.text()), new Refusal(7, "unheard_of"))));

    List<Optional<ServerRefusedException>> outcomes = Await.done(sent);
    assertThat(message.shared()).isEqualTo(SHARED);
    assertThat(message.parts()).isEqualTo(PARTS);
    assertThat(message.handling()).isEqualTo(new Handling(24));
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(0)).isEmpty();
    assertThat(outcomes.get(1).orElseThrow().error()).contains(ErrorName.MAILBOX_FULL);
  }

  @Test
  void sendsAgainWhatALostSocketLeftUnanswered() throws InterruptedException {
    AnonymousConnection connection = anonymous(options());
    ScriptedSocket first = server.accept();

    Future<List<Optional<ServerRefusedException>>> sent =
        connection.sendMultiRecipient(SHARED, parts(PARTS));
    first.expect(MultiMessage.class);
    first.close(1012);
    ScriptedSocket second = server.accept();
    MultiMessage again = second.expect(MultiMessage.class);
    second.send(new MultiResult(again.sequence(), List.of()));

    assertThat(again.parts()).isEqualTo(PARTS);
    assertThat(Await.done(sent)).containsExactly(Optional.empty(), Optional.empty());
  }

  @Test
  void refusesWhatFitsIntoNoFrame() {
    AnonymousConnection connection = anonymous(options());

    Future<?> sent =
        connection.sendMultiRecipient(
            Buffer.buffer(new byte[ClientLimits.DEFAULT.frameBytes()]), parts(PARTS));

    assertThat(sent.cause()).isInstanceOf(IllegalArgumentException.class);
  }
}
