package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowRangeTest {
  @Test
  void goesOnBehindTheLastRowUpToTheNewestThatWasThere() {
    assertThat(RowRange.ALL.next(true, 5, 9)).contains(new RowRange(5, 9));
  }

  @Test
  void keepsItsEndThoughNewerRowsHaveCome() {
    assertThat(new RowRange(5, 9).next(true, 7, 12)).contains(new RowRange(7, 9));
  }

  @Test
  void beginsAtTheFrontAgainOnceItsEndIsReached() {
    assertThat(new RowRange(5, 9).next(true, 9, 12)).contains(RowRange.ALL);
    assertThat(RowRange.ALL.next(true, 9, 9)).contains(RowRange.ALL);
  }

  @Test
  void beginsAtTheFrontAgainWhereItsEndIsGone() {
    assertThat(new RowRange(5, 9).next(false, 0, 0)).contains(RowRange.ALL);
  }

  @Test
  void isDoneWhenTheWholeMailboxFitsOnAPage() {
    assertThat(RowRange.ALL.next(false, 0, 0)).isEmpty();
  }
}
