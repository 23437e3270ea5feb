package org.messagingserver.delivery;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.MessageState.Done;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;

/** Every arrow of {@link MessageState}, and that there is no other. */
class MessageStateTest {
  private static final DeliverySettings SETTINGS = Rig.settings(32, 1 << 20);
  private static final long HANDOFF = 150;
  private static final int MAX_OFFERED = 1000;

  /** Transitions of a message. */
  private enum Arrow {
    HAND_OFF,
    AWAIT_CREDIT,
    TO_STORE,
    PUT_INTO,
    REQUEUE,
    DONE
  }

  /** Ways to each state. */
  private static final Map<String, List<Arrow>> WAYS =
      Map.of(
          "Queued", List.of(),
          "HandedOff", List.of(Arrow.HAND_OFF),
          "AwaitingCredit", List.of(Arrow.AWAIT_CREDIT),
          "ToStore", List.of(Arrow.TO_STORE),
          "BeingStored", List.of(Arrow.TO_STORE, Arrow.PUT_INTO),
          "Done", List.of(Arrow.DONE));

  private final SimulatedLoop loop = new SimulatedLoop();
  private final List<PendingMessage> silent = new ArrayList<>();
  private final HandoffTimeouts handoffTimeouts =
      new HandoffTimeouts(loop, HANDOFF, silent::addAll);
  private final RecipientQueue recipientQueue =
      new RecipientQueue(new HashedAddress(new HashedUser(new UUID(1, 1)), DeviceId.of(1)));
  private final StoreBatch batch = StoreBatch.take(Set.of(), SETTINGS);
  private long ids;

  private PendingMessage message() {
    AckScheduler.Slot slot = new AckScheduler.Slot(0, 0);
    return new PendingMessage(
        new UUID(1, ++ids),
        recipientQueue,
        Buffer.buffer(),
        Handling.ORDINARY,
        Optional.empty(),
        Optional.empty(),
        null,
        loop.millis(),
        slot);
  }

  private PendingMessage added() {
    PendingMessage message = message();
    recipientQueue.add(message);
    return message;
  }

  private PendingMessage moved(Iterable<Arrow> way) {
    PendingMessage message = message();
    way.forEach(arrow -> move(message, arrow));
    return message;
  }

  private void move(PendingMessage message, Arrow arrow) {
    switch (arrow) {
      case HAND_OFF -> message.handOff(handoffTimeouts);
      case AWAIT_CREDIT -> message.awaitCredit(handoffTimeouts);
      case TO_STORE -> message.toStore();
      case PUT_INTO -> message.putInto(batch);
      case REQUEUE -> message.requeue();
      case DONE -> message.done(Done.ACKED);
    }
  }

  private static String name(PendingMessage message) {
    Class<?> state = message.state().getClass();
    return state.getSimpleName();
  }

  @Test
  void hasExactlyTheArrowsOfItsDiagram() {
    Map<String, Map<Arrow, String>> arrows = new TreeMap<>();

    WAYS.forEach(
        (from, way) -> {
          for (Arrow arrow : Arrow.values()) {
            PendingMessage message = moved(way);
            assertThat(name(message)).isEqualTo(from);
            try {
              move(message, arrow);
              arrows.computeIfAbsent(from, any -> new TreeMap<>()).put(arrow, name(message));
            } catch (IllegalTransitionException illegal) {
              assertThat(name(message)).as("still").isEqualTo(from);
            }
          }
        });

    assertThat(arrows)
        .isEqualTo(
            Map.of(
                "Queued",
                Map.of(
                    Arrow.HAND_OFF,
                    "HandedOff",
                    Arrow.AWAIT_CREDIT,
                    "AwaitingCredit",
                    Arrow.TO_STORE,
                    "ToStore",
                    Arrow.DONE,
                    "Done"),
                "HandedOff",
                Map.of(
                    Arrow.AWAIT_CREDIT,
                    "AwaitingCredit",
                    Arrow.TO_STORE,
                    "ToStore",
                    Arrow.DONE,
                    "Done"),
                "AwaitingCredit",
                Map.of(
                    Arrow.HAND_OFF,
                    "HandedOff",
                    Arrow.TO_STORE,
                    "ToStore",
                    Arrow.REQUEUE,
                    "Queued",
                    Arrow.DONE,
                    "Done"),
                "ToStore",
                Map.of(Arrow.PUT_INTO, "BeingStored", Arrow.REQUEUE, "Queued", Arrow.DONE, "Done"),
                "BeingStored",
                Map.of(Arrow.REQUEUE, "Queued", Arrow.DONE, "Done")));
  }

  @Test
  void knowsNoOtherStates() {
    assertThat(states(MessageState.class).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(WAYS.keySet());
  }

  private static Stream<Class<?>> states(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(MessageStateTest::states)
        : Stream.of(type);
  }

  @Test
  void saysWhatWasIllegalAndNothingOfTheMessage() {
    PendingMessage message = moved(List.of(Arrow.DONE));

    assertThatThrownBy(() -> message.done(Done.REFUSED))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessage("a message that is Done cannot be done again");
    assertThat(message.state()).isEqualTo(Done.ACKED);
  }

  // One writer

  @Test
  void isWrittenByTheMessageAndMovedByItsQueueAlone() {
    JavaClasses room = new ClassFileImporter().importPackagesOf(Dispatcher.class);

    noClasses()
        .that(DescribedPredicate.not(equivalentTo(PendingMessage.class)))
        .and(DescribedPredicate.not(assignableTo(MessageState.class)))
        .should()
        .accessTargetWhere(moves(MessageState.class))
        .check(room.that(isNoTest()));
    noClasses()
        .that(DescribedPredicate.not(equivalentTo(RecipientQueue.class)))
        .should()
        .accessTargetWhere(moves(PendingMessage.class))
        .check(room.that(isNoTest()));
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> isNoTest() {
    return DescribedPredicate.describe(
        "of the product", type -> !type.getName().startsWith(MessageStateTest.class.getName()));
  }

  private static DescribedPredicate<JavaAccess<?>> moves(Class<?> owner) {
    Set<String> names = Set.of("handOff", "awaitCredit", "toStore", "putInto", "requeue", "done");
    return DescribedPredicate.describe(
        "move a message",
        access ->
            access.getTargetOwner().isAssignableTo(owner) && names.contains(access.getName()));
  }

  // A message is where its state says

  @Test
  void waitsForAnAnswerExactlyWhileItIsHandedOff() {
    PendingMessage acked = moved(List.of(Arrow.HAND_OFF, Arrow.DONE));
    PendingMessage toStore = moved(List.of(Arrow.HAND_OFF, Arrow.TO_STORE));
    PendingMessage handedOff = moved(List.of(Arrow.HAND_OFF));
    PendingMessage again =
        moved(List.of(Arrow.HAND_OFF, Arrow.TO_STORE, Arrow.REQUEUE, Arrow.HAND_OFF));
    PendingMessage queued = message();

    loop.pass(HANDOFF);

    assertThat(silent).containsExactly(handedOff, again).doesNotContain(acked, toStore, queued);
  }

  @Test
  void waitsNoLongerIfItHasWaitedForCreditBefore() {
    PendingMessage first = added();
    PendingMessage second = added();
    assertThat(next(1)).isSameAs(first);
    assertThat(next(1)).as("beyond the credit").isNull();
    loop.pass(HANDOFF - 50);
    PendingMessage third = added();
    recipientQueue.finish(first, Done.ACKED);
    recipientQueue.acked(loop.millis());

    assertThat(next(1)).isSameAs(second);
    recipientQueue.noCredit(second, loop.millis(), handoffTimeouts, 1);
    recipientQueue.credit();
    assertThat(next(1)).isSameAs(second);
    assertThat(next(1)).isNull();
    loop.pass(50);

    assertThat(Set.copyOf(silent)).containsExactly(second);
    recipientQueue.finish(second, Done.REFUSED);
    loop.pass(HANDOFF - 50);
    assertThat(Set.copyOf(silent)).as("since it came").containsOnly(second, third);
  }

  @Test
  void goesAgainInItsOrderIfThereWasNoCredit() {
    PendingMessage first = added();
    PendingMessage second = added();
    PendingMessage third = added();
    assertThat(next()).isSameAs(first);
    assertThat(next()).isSameAs(second);
    assertThat(next()).isSameAs(third);

    recipientQueue.noCredit(second, loop.millis(), handoffTimeouts, MAX_OFFERED);

    assertThat(List.of(second, third)).allMatch(PendingMessage::isAwaitingCredit);
    PendingMessage fourth = added();
    assertThat(next()).as("before an Ack").isNull();
    recipientQueue.finish(first, Done.ACKED);
    recipientQueue.acked(loop.millis());
    assertThat(next()).isSameAs(second);
    assertThat(next()).as("an Ack makes room for one").isNull();
    recipientQueue.credit();
    assertThat(next()).isSameAs(third);
    assertThat(next()).isSameAs(fourth);
  }

  @Test
  void goesInItsOrderIfTheStoreIsUnavailableWhileOthersWaitForCredit() {
    PendingMessage first = added();
    PendingMessage second = added();
    PendingMessage third = added();
    assertThat(next(1)).isSameAs(first);
    assertThat(next(1)).isNull();
    recipientQueue.storeUpTo(second);
    StoreBatch taken = StoreBatch.take(new LinkedHashSet<>(Set.of(recipientQueue)), SETTINGS);

    recipientQueue.storeOutcomeUnknown(taken.unfinished(recipientQueue));
    recipientQueue.credit();

    assertThat(next()).isSameAs(first);
    recipientQueue.finish(first, Done.ACKED);
    recipientQueue.acked(loop.millis());
    assertThat(next()).isSameAs(second);
    recipientQueue.finish(second, Done.ACKED);
    recipientQueue.acked(loop.millis());
    assertThat(next()).isSameAs(third);
  }

  @Test
  void goesIntoABatchFromTheFrontOfItsQueue() {
    PendingMessage first = added();
    PendingMessage second = added();
    PendingMessage third = added();
    recipientQueue.storeUpTo(second);

    StoreBatch taken = StoreBatch.take(new LinkedHashSet<>(Set.of(recipientQueue)), SETTINGS);

    assertThat(taken.messages()).containsExactly(first, second);
    assertThat(taken.unfinished(recipientQueue))
        .allMatch(message -> message.state() == taken.beingStored());
    assertThat(third.isQueued()).isTrue();
  }

  @Test
  void comesBackFromABatchInItsOrderButWhatIsDone() {
    PendingMessage first = added();
    PendingMessage second = added();
    PendingMessage third = added();
    recipientQueue.storeUpTo(third);
    StoreBatch taken = StoreBatch.take(new LinkedHashSet<>(Set.of(recipientQueue)), SETTINGS);
    PendingMessage later = added();
    recipientQueue.finish(second, Done.ACKED);

    recipientQueue.storeOutcomeUnknown(taken.unfinished(recipientQueue));

    List<PendingMessage> order = new ArrayList<>();
    for (PendingMessage next = next(); next != null; next = next()) {
      order.add(next);
    }
    assertThat(order).containsExactly(first, third, later).allMatch(PendingMessage::isHandedOff);
  }

  @Test
  void isHandedOffInItsOrderThoughThoseBesideItGoOtherWays() {
    PendingMessage first = added();
    PendingMessage second = added();
    PendingMessage third = added();
    PendingMessage fourth = added();
    assertThat(next()).isSameAs(first);
    recipientQueue.finish(second, Done.REFUSED);
    recipientQueue.finish(first, Done.ACKED);

    assertThat(next()).isSameAs(third);
    assertThat(next()).isSameAs(fourth);
    assertThat(next()).isNull();
    PendingMessage fifth = added();
    assertThat(next()).isSameAs(fifth);
  }

  @Test
  void takesAllThatIsOlderAlongToTheStore() {
    PendingMessage first = added();
    PendingMessage second = added();
    PendingMessage third = added();
    assertThat(next()).isSameAs(first);

    recipientQueue.storeUpTo(second);

    assertThat(List.of(first, second)).allMatch(PendingMessage::isToStore);
    assertThat(third.isQueued()).isTrue();
    assertThat(next()).as("while older ones are to be stored").isNull();
    loop.pass(HANDOFF);
    assertThat(silent).isEmpty();
  }

  private PendingMessage next() {
    return next(MAX_OFFERED);
  }

  private PendingMessage next(int maxOffered) {
    return recipientQueue.handOffNext(loop.millis(), handoffTimeouts, maxOffered);
  }
}
