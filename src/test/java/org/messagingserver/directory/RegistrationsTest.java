package org.messagingserver.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegistrationsTest {
  private static final UUID NODE = new UUID(1, 1);
  private static final Place ONE = new Place(NODE, 1);
  private static final Place OTHER = new Place(NODE, 2);
  private static final Place ELSEWHERE = new Place(new UUID(2, 2), 3);

  private final Registrations alone = Registrations.NONE.with(ONE, 10);

  @Test
  void getsAnotherTokenWhenAPlaceIsAdded() {
    assertThat(alone.with(OTHER, 11)).isEqualTo(new Registrations(11, List.of(ONE, OTHER)));
  }

  @Test
  void staysAsItIsWhenAPlaceIsAddedAgain() {
    assertThat(alone.with(ONE, 11)).isEqualTo(alone);
  }

  /** Who knows more places than there are reaches all that are left. */
  @Test
  void keepsItsTokenWhenAPlaceIsRemoved() {
    assertThat(alone.with(OTHER, 11).without(ONE)).isEqualTo(new Registrations(11, List.of(OTHER)));
    assertThat(alone.without(OTHER)).isEqualTo(alone);
  }

  @Test
  void isNoneWithoutItsLastPlace() {
    assertThat(alone.without(ONE)).isEqualTo(Registrations.NONE);
  }

  @Test
  void losesThePlacesOfANodeAlone() {
    Registrations all = alone.with(OTHER, 11).with(ELSEWHERE, 12);

    assertThat(all.withoutNode(NODE)).isEqualTo(new Registrations(12, List.of(ELSEWHERE)));
  }

  @Test
  void hasThePlacesOfBothHalvesOnceAndATokenThatNeitherKnows() {
    Registrations half = alone.with(OTHER, 11);
    Registrations otherHalf = alone.with(ELSEWHERE, 12);

    assertThat(half.union(otherHalf, 13))
        .isEqualTo(new Registrations(13, List.of(ONE, OTHER, ELSEWHERE)));
  }
}
