package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.ConsumerState.Backlog;
import org.messagingserver.delivery.ConsumerState.CaughtUp;
import org.messagingserver.delivery.ConsumerState.Closed;
import org.messagingserver.delivery.ConsumerState.OutOfCredit;
import org.messagingserver.delivery.ConsumerState.Reading;
import org.messagingserver.delivery.ConsumerState.Retrying;
import org.messagingserver.delivery.ConsumerState.Subscribing;
import org.messagingserver.delivery.ConsumerState.Unregistered;
import org.messagingserver.delivery.MailboxRead.Cause;
import org.messagingserver.delivery.MailboxRead.FirstPage;
import org.messagingserver.mailbox.DeviceAdmission;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.RowRange;

/** Every arrow of {@link ConsumerState}, and what each state takes along. */
class ConsumerStateTest {
  private static final MailboxRead READ = new MailboxRead(RowRange.ALL, 1000, false);
  private static final MailboxRead NEXT = new MailboxRead(RowRange.ALL, 2000, false);
  private static final Reading READING = new Reading(Backlog.NONE, Cause.SWEEP, READ, false);
  private static final OutOfCredit OUT_OF_CREDIT =
      new OutOfCredit(Backlog.ANNOUNCED, Cause.SWEEP, Collections.emptyIterator(), RowRange.ALL, 7);
  private static final Retrying RETRYING = new Retrying(Backlog.UNKNOWN, Cause.SWEEP);

  private static final List<ConsumerState> STATES =
      List.of(
          new Subscribing(false, Optional.empty()),
          new Unregistered(),
          new CaughtUp(),
          READING,
          OUT_OF_CREDIT,
          RETRYING,
          new Closed());

  /** Transitions that any state may have. */
  private enum Arrow {
    READ,
    PARK,
    UNREGISTER,
    CLOSE
  }

  private static ConsumerState move(ConsumerState from, Arrow arrow) {
    return switch (arrow) {
      case READ -> from.read(NEXT, Cause.EVENT);
      case PARK -> from.outOfCredit(RowRange.ALL, Cause.EVENT);
      case UNREGISTER -> from.unregister();
      case CLOSE -> from.close();
    };
  }

  private static String name(ConsumerState state) {
    return state.getClass().getSimpleName();
  }

  @Test
  void hasExactlyTheArrowsOfItsDiagram() {
    Map<String, Map<Arrow, String>> arrows = new TreeMap<>();
    for (ConsumerState from : STATES) {
      Map<Arrow, String> leaving = new EnumMap<>(Arrow.class);
      for (Arrow arrow : Arrow.values()) {
        try {
          leaving.put(arrow, name(move(from, arrow)));
        } catch (IllegalTransitionException illegal) {
          assertThat(illegal).hasMessageStartingWith("a consumer that is " + name(from));
        }
      }
      arrows.put(name(from), leaving);
    }

    Map<Arrow, String> ends = Map.of(Arrow.UNREGISTER, "Unregistered", Arrow.CLOSE, "Closed");
    Map<Arrow, String> all = new EnumMap<>(ends);
    all.put(Arrow.READ, "Reading");
    all.put(Arrow.PARK, "OutOfCredit");
    assertThat(arrows)
        .isEqualTo(
            Map.of(
                "Subscribing", ends,
                "Unregistered", all,
                "CaughtUp", all,
                "Reading", all,
                "OutOfCredit", all,
                "Retrying", all,
                "Closed", Map.of()));
  }

  @Test
  void knowsNoOtherStates() {
    List<String> known = STATES.stream().map(ConsumerStateTest::name).toList();

    assertThat(
            Arrays.stream(ConsumerState.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void showsTheFirstPageOfAConsumerThatSubscribes() {
    FirstPage page =
        new FirstPage(
            new MailboxPage(
                Optional.of(DeviceAdmission.EVERYBODY),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                0),
            READ);
    Subscribing subscribing = new Subscribing(false, Optional.empty());

    assertThat(subscribing.markNotified()).isEqualTo(new Subscribing(true, Optional.empty()));
    assertThat(subscribing.firstPageRead(page))
        .isEqualTo(new Subscribing(false, Optional.of(page)));
    assertThat(subscribing.markNotified().firstPageRead(page).notified()).isTrue();
    assertThat(subscribing.deliverFirstPage(page))
        .isEqualTo(new Reading(Backlog.UNKNOWN, Cause.EVENT, READ, false));
  }

  @Test
  void readsOnUntilTheMailboxIsReadThrough() {
    assertThat(READING.markNotified())
        .isEqualTo(new Reading(Backlog.NONE, Cause.SWEEP, READ, true));
    assertThat(READING.pageWasFull())
        .isEqualTo(new Reading(Backlog.ANNOUNCED, Cause.SWEEP, READ, false));
    assertThat(READING.pageWasFull().markNotified().readThrough())
        .isEqualTo(new Reading(Backlog.NONE, Cause.SWEEP, READ, true));
    assertThat(READING.markNotified().read(NEXT, Cause.EVENT))
        .isEqualTo(new Reading(Backlog.NONE, Cause.SWEEP, NEXT, false));
    assertThat(READING.caughtUp()).isEqualTo(new CaughtUp());
    assertThat(READING.fail()).isEqualTo(new Retrying(Backlog.NONE, Cause.SWEEP));
  }

  @Test
  void parksAsABacklogWithWhatItKeeps() {
    OutOfCredit outOfCredit = READING.outOfCredit(Collections.emptyIterator(), RowRange.ALL, 7);

    assertThat(outOfCredit).isEqualTo(OUT_OF_CREDIT);
    assertThat(outOfCredit.keptBytes()).isEqualTo(7);
    assertThat(outOfCredit.delivered().keptBytes()).isZero();
    assertThat(outOfCredit.read(NEXT, Cause.EVENT).keptBytes()).isZero();
    assertThat(outOfCredit.close().keptBytes()).isZero();
    assertThat(new Unregistered().outOfCredit(RowRange.ALL, Cause.SWEEP).backlog())
        .isEqualTo(Backlog.UNKNOWN);
    assertThat(new CaughtUp().outOfCredit(RowRange.ALL, Cause.SWEEP).backlog())
        .isEqualTo(Backlog.ANNOUNCED);
  }

  @Test
  void takesTheSweepAsItsCauseOnlyWhereAllWasDelivered() {
    assertThat(new CaughtUp().read(NEXT, Cause.SWEEP).cause()).isEqualTo(Cause.SWEEP);
    assertThat(new CaughtUp().outOfCredit(RowRange.ALL, Cause.SWEEP).cause())
        .isEqualTo(Cause.SWEEP);
    assertThat(new Unregistered().read(NEXT, Cause.SWEEP).cause()).isEqualTo(Cause.EVENT);
    assertThat(STATES.stream().map(state -> state.announced().cause())).containsOnly(Cause.EVENT);
  }

  @Test
  void changesNothingElseWhenItIsAnnounced() {
    assertThat(STATES).allMatch(state -> name(state.announced()).equals(name(state)));
    assertThat(OUT_OF_CREDIT.announced().keptBytes()).isEqualTo(7);
    assertThat(READING.announced()).isEqualTo(new Reading(Backlog.NONE, Cause.EVENT, READ, false));
    assertThat(RETRYING.announced()).isEqualTo(new Retrying(Backlog.UNKNOWN, Cause.EVENT));
  }

  @Test
  void neverComesBackOnceItIsClosed() {
    assertThatThrownBy(() -> new Closed().unregister())
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessage("a consumer that is Closed cannot be unregistered");
  }

  @Test
  void takesWhatIsHandedOverUnlessOlderMessagesAreKnownToWait() {
    assertThat(
            STATES.stream()
                .filter(state -> state.takesHandedOver(true))
                .map(ConsumerStateTest::name))
        .containsExactly("CaughtUp", "Reading");
    assertThat(READING.pageWasFull().takesHandedOver(true)).isFalse();
    assertThat(READING.fail().takesHandedOver(false)).isTrue();
    assertThat(READING.pageWasFull().fail().takesHandedOver(true)).isTrue();
    assertThat(READING.pageWasFull().fail().takesHandedOver(false)).isFalse();
  }
}
