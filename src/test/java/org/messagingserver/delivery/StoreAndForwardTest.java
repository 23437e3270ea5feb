package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.AppendOutcome;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.mailbox.MailboxUnavailableException;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;

/** Statements that are answered one by one, in any order. */
class StoreAndForwardTest {
  private static final DeliverySettings SETTINGS =
      Rig.settings(32, 1 << 20, Duration.ofHours(1), Duration.ZERO, Duration.ZERO);

  private final SimulatedLoop loop = new SimulatedLoop();
  private final ModelBus bus = new ModelBus(loop);
  private final List<Promise<List<AppendOutcome>>> statements = new ArrayList<>();
  private final List<Promise<List<?>>> questions = new ArrayList<>();
  private final Mailbox mailbox =
      (Mailbox)
          Proxy.newProxyInstance(
              Mailbox.class.getClassLoader(),
              new Class<?>[] {Mailbox.class},
              (proxy, method, arguments) ->
                  method.getName().equals("append") ? asked(statements) : asked(questions));
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop,
          mailbox,
          bus.of(new MortalLoop(loop)),
          new AckedMessageDeleter(loop, mailbox, SETTINGS),
          SETTINGS,
          Unmetered.DELIVERIES);
  private final SenderQuota senderQuota =
      new SenderQuota(dispatcher, null, 1 << 18, () -> {}, () -> 0);

  private static <T> Future<T> asked(List<Promise<T>> where) {
    Promise<T> answer = Promise.promise();
    where.add(answer);
    return answer.future();
  }

  private Future<Void> send(int recipient) {
    HashedAddress to = new HashedAddress(new HashedUser(new UUID(1, recipient)), DeviceId.of(1));
    Future<Void> acked =
        dispatcher.send(
            senderQuota,
            to,
            Buffer.buffer("hello"),
            Handling.ORDINARY,
            Optional.empty(),
            Optional.empty());
    loop.endTick();
    return acked;
  }

  private void answer(int statement) {
    statements.get(statement).complete(List.of(new AppendOutcome.Stored(statement)));
    loop.endTick();
  }

  private void fail(int statement) {
    statements.get(statement).fail(new MailboxUnavailableException());
    loop.endTick();
  }

  @Test
  void bindsNoMessageInAStatementWhileTheStoreIsAway() {
    Future<Void> first = send(1);
    fail(0);
    Future<Void> second = send(2);

    loop.pass(100);
    assertThat(statements).hasSize(1);
    assertThat(questions).hasSize(1);
    questions.get(0).complete(List.of());
    loop.endTick();

    assertThat(statements).hasSize(2);
    statements.get(1).complete(List.of(new AppendOutcome.Stored(1), new AppendOutcome.Stored(2)));
    assertThat(List.of(first, second)).allMatch(Future::succeeded);
  }

  @Test
  void asksAnewWhenTheStoreGoesAwayAgainThoughAnEarlierQuestionHasNoAnswer() {
    Future<Void> first = send(1);
    send(2);
    fail(0);
    loop.pass(100);
    assertThat(questions).hasSize(1);

    answer(1);
    assertThat(statements).as("the store is back, for the first message too").hasSize(3);
    fail(2);
    loop.pass(100);

    assertThat(questions).as("the first is still under way").hasSize(2);
    questions.get(1).complete(List.of());
    loop.endTick();
    answer(3);
    assertThat(first.succeeded()).isTrue();
  }
}
