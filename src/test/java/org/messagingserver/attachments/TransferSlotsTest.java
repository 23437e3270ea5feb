package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransferSlotsTest {
  private static final long ALICE = 1;
  private static final long BOB = 2;
  private static final long NOBODY = 0;

  private final TransferSlots slots = new TransferSlots(8);

  @Test
  void givesNoMoreThanThereAre() {
    for (int taken = 0; taken < 8; taken++) {
      assertThat(slots.take(NOBODY)).isPresent();
    }
    assertThat(slots.take(NOBODY)).isEmpty();
    assertThat(slots.taken()).hasValue(8);
  }

  @Test
  void givesASourceAQuarter() {
    assertThat(slots.take(ALICE)).isPresent();
    Runnable release = slots.take(ALICE).orElseThrow();
    assertThat(slots.take(ALICE)).isEmpty();
    assertThat(slots.take(BOB)).isPresent();

    release.run();
    release.run();

    assertThat(slots.take(ALICE)).isPresent();
    assertThat(slots.take(ALICE)).isEmpty();
    assertThat(slots.taken()).hasValue(3);
  }
}
