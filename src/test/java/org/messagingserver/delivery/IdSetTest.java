package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdSetTest {
  private final IdSet ids = new IdSet();
  private final Random random = new Random(1);

  @Test
  void holdsWhatWasAddedAndNothingElse() {
    Set<UUID> added = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      UUID id = new UUID(random.nextInt(3), random.nextInt(5000));
      if (!new UUID(0, 0).equals(id)) {
        ids.add(id);
        added.add(id);
      }
    }

    assertThat(ids.size()).isEqualTo(added.size());
    for (int most = 0; most < 4; most++) {
      for (int least = 1; least < 6000; least++) {
        UUID id = new UUID(most, least);
        assertThat(ids.contains(id)).isEqualTo(added.contains(id));
      }
    }
  }

  /** As a Dispatcher numbers them. */
  @Test
  void holdsIdsThatFollowOneAnother() {
    for (long number = 1; number <= 8192; number++) {
      ids.add(new UUID(Long.MIN_VALUE + 7, number));
    }

    assertThat(ids.size()).isEqualTo(8192);
    assertThat(ids.contains(new UUID(Long.MIN_VALUE + 7, 4096))).isTrue();
    assertThat(ids.contains(new UUID(Long.MIN_VALUE + 7, 8193))).isFalse();
    assertThat(ids.contains(new UUID(Long.MIN_VALUE + 8, 4096))).isFalse();
  }
}
