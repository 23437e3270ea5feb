package org.messagingserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanTest {
  @Test
  void goesOnBehindTheLastRowUpToTheNewestThatWasThere() {
    assertThat(Span.ALL.next(true, 5, 9)).contains(new Span(5, 9));
  }

  @Test
  void keepsItsEndThoughNewerRowsHaveCome() {
    assertThat(new Span(5, 9).next(true, 7, 12)).contains(new Span(7, 9));
  }

  @Test
  void beginsAtTheFrontAgainOnceItsEndIsReached() {
    assertThat(new Span(5, 9).next(true, 9, 12)).contains(Span.ALL);
    assertThat(Span.ALL.next(true, 9, 9)).contains(Span.ALL);
  }

  @Test
  void beginsAtTheFrontAgainWhereItsEndIsGone() {
    assertThat(new Span(5, 9).next(false, 0, 0)).contains(Span.ALL);
  }

  @Test
  void isDoneWhenTheWholeMailboxFitsOnAPage() {
    assertThat(Span.ALL.next(false, 0, 0)).isEmpty();
  }
}
