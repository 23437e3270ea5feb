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
import org.messagingserver.delivery.InboxState.Backlog;
import org.messagingserver.delivery.InboxState.Cause;
import org.messagingserver.delivery.InboxState.Closed;
import org.messagingserver.delivery.InboxState.Dormant;
import org.messagingserver.delivery.InboxState.FirstPage;
import org.messagingserver.delivery.InboxState.IllegalTransitionException;
import org.messagingserver.delivery.InboxState.Live;
import org.messagingserver.delivery.InboxState.Opening;
import org.messagingserver.delivery.InboxState.Parked;
import org.messagingserver.delivery.InboxState.Read;
import org.messagingserver.delivery.InboxState.Reading;
import org.messagingserver.delivery.InboxState.Retrying;
import org.messagingserver.mailbox.MailboxPage;
import org.messagingserver.mailbox.RowRange;

/** Every arrow of {@link InboxState}, and what each state takes along. */
class InboxStateTest {
  private static final Read READ = new Read(RowRange.ALL, 1000);
  private static final Read NEXT = new Read(RowRange.ALL, 2000);
  private static final Reading READING = new Reading(Backlog.NONE, Cause.SWEEP, READ, false);
  private static final Parked PARKED =
      new Parked(Backlog.ANNOUNCED, Cause.SWEEP, Collections.emptyIterator(), RowRange.ALL, 7);
  private static final Retrying RETRYING = new Retrying(Backlog.UNKNOWN, Cause.SWEEP);

  private static final List<InboxState> STATES =
      List.of(
          new Opening(false, Optional.empty()),
          new Dormant(),
          new Live(),
          READING,
          PARKED,
          RETRYING,
          new Closed());

  /** Transitions that any state may have. */
  private enum Arrow {
    READ,
    PARK,
    SLEEP,
    CLOSE
  }

  private static InboxState move(InboxState from, Arrow arrow) {
    return switch (arrow) {
      case READ -> from.read(NEXT, Cause.EVENT);
      case PARK -> from.park(RowRange.ALL, Cause.EVENT);
      case SLEEP -> from.sleep();
      case CLOSE -> from.close();
    };
  }

  private static String name(InboxState state) {
    return state.getClass().getSimpleName();
  }

  @Test
  void hasExactlyTheArrowsOfItsDiagram() {
    Map<String, Map<Arrow, String>> arrows = new TreeMap<>();
    for (InboxState from : STATES) {
      Map<Arrow, String> leaving = new EnumMap<>(Arrow.class);
      for (Arrow arrow : Arrow.values()) {
        try {
          leaving.put(arrow, name(move(from, arrow)));
        } catch (IllegalTransitionException illegal) {
          assertThat(illegal).hasMessageStartingWith("an Inbox that is " + name(from));
        }
      }
      arrows.put(name(from), leaving);
    }

    Map<Arrow, String> ends = Map.of(Arrow.SLEEP, "Dormant", Arrow.CLOSE, "Closed");
    Map<Arrow, String> all = new EnumMap<>(ends);
    all.put(Arrow.READ, "Reading");
    all.put(Arrow.PARK, "Parked");
    assertThat(arrows)
        .isEqualTo(
            Map.of(
                "Opening", ends,
                "Dormant", all,
                "Live", all,
                "Reading", all,
                "Parked", all,
                "Retrying", all,
                "Closed", Map.of()));
  }

  @Test
  void knowsNoOtherStates() {
    List<String> known = STATES.stream().map(InboxStateTest::name).toList();

    assertThat(Arrays.stream(InboxState.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void showsTheFirstPageOfAnInboxThatOpens() {
    FirstPage page =
        new FirstPage(new MailboxPage(true, List.of(), List.of(), Optional.empty()), READ);
    Opening opening = new Opening(false, Optional.empty());

    assertThat(opening.hear()).isEqualTo(new Opening(true, Optional.empty()));
    assertThat(opening.opened(page)).isEqualTo(new Opening(false, Optional.of(page)));
    assertThat(opening.hear().opened(page).hinted()).isTrue();
    assertThat(opening.show(page))
        .isEqualTo(new Reading(Backlog.UNKNOWN, Cause.EVENT, READ, false));
  }

  @Test
  void readsOnUntilTheMailboxIsReadThrough() {
    assertThat(READING.hint()).isEqualTo(new Reading(Backlog.NONE, Cause.SWEEP, READ, true));
    assertThat(READING.full()).isEqualTo(new Reading(Backlog.ANNOUNCED, Cause.SWEEP, READ, false));
    assertThat(READING.full().hint().through())
        .isEqualTo(new Reading(Backlog.NONE, Cause.SWEEP, READ, true));
    assertThat(READING.hint().read(NEXT, Cause.EVENT))
        .isEqualTo(new Reading(Backlog.NONE, Cause.SWEEP, NEXT, false));
    assertThat(READING.live()).isEqualTo(new Live());
    assertThat(READING.fail()).isEqualTo(new Retrying(Backlog.NONE, Cause.SWEEP));
  }

  @Test
  void parksAsABacklogWithWhatItKeeps() {
    Parked parked = READING.park(Collections.emptyIterator(), RowRange.ALL, 7);

    assertThat(parked).isEqualTo(PARKED);
    assertThat(parked.kept()).isEqualTo(7);
    assertThat(parked.delivered().kept()).isZero();
    assertThat(parked.read(NEXT, Cause.EVENT).kept()).isZero();
    assertThat(parked.close().kept()).isZero();
    assertThat(new Dormant().park(RowRange.ALL, Cause.SWEEP).backlog()).isEqualTo(Backlog.UNKNOWN);
    assertThat(new Live().park(RowRange.ALL, Cause.SWEEP).backlog()).isEqualTo(Backlog.ANNOUNCED);
  }

  @Test
  void takesTheSweepAsItsCauseOnlyWhereAllWasDelivered() {
    assertThat(new Live().read(NEXT, Cause.SWEEP).cause()).isEqualTo(Cause.SWEEP);
    assertThat(new Live().park(RowRange.ALL, Cause.SWEEP).cause()).isEqualTo(Cause.SWEEP);
    assertThat(new Dormant().read(NEXT, Cause.SWEEP).cause()).isEqualTo(Cause.EVENT);
    assertThat(STATES.stream().map(state -> state.announced().cause())).containsOnly(Cause.EVENT);
  }

  @Test
  void changesNothingElseWhenItIsAnnounced() {
    assertThat(STATES).allMatch(state -> name(state.announced()).equals(name(state)));
    assertThat(PARKED.announced().kept()).isEqualTo(7);
    assertThat(READING.announced()).isEqualTo(new Reading(Backlog.NONE, Cause.EVENT, READ, false));
    assertThat(RETRYING.announced()).isEqualTo(new Retrying(Backlog.UNKNOWN, Cause.EVENT));
  }

  @Test
  void neverComesBackOnceItIsClosed() {
    assertThatThrownBy(() -> new Closed().sleep())
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessage("an Inbox that is Closed cannot sleep");
  }

  @Test
  void takesWhatIsHandedOverUnlessOlderMessagesAreKnownToWait() {
    assertThat(
            STATES.stream().filter(state -> state.takesHandedOver(true)).map(InboxStateTest::name))
        .containsExactly("Live", "Reading");
    assertThat(READING.full().takesHandedOver(true)).isFalse();
    assertThat(READING.fail().takesHandedOver(false)).isTrue();
    assertThat(READING.full().fail().takesHandedOver(true)).isTrue();
    assertThat(READING.full().fail().takesHandedOver(false)).isFalse();
  }
}
