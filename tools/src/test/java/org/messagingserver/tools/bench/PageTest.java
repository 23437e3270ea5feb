package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void replacesOnlyWhatItHasWrittenBefore() {
    String text = Page.with("before\n", "first") + "after\n";

    String again = Page.with(text, "second");

    assertThat(again).startsWith("before\n").endsWith("after\n").contains("second");
    assertThat(again).doesNotContain("first");
    assertThat(Page.with(again, "second")).isEqualTo(again);
  }

  @Test
  void beginsAPageWhereThereIsNone() {
    assertThat(Page.with("", "part")).startsWith(Page.BEGIN).endsWith(Page.END + "\n");
  }
}
