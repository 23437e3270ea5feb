package org.messagingserver.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class TransferTurnsTest {
  private final Queue<Runnable> scheduled = new ArrayDeque<>();
  private final List<Long> delays = new ArrayList<>();
  private final List<String> moved = new ArrayList<>();
  private final TransferTurns turns =
      new TransferTurns(
          (task, millis) -> {
            scheduled.add(task);
            delays.add(millis);
          });
  private int wait = 2;

  private void request(IntSupplier seconds, String name, int times) {
    for (int time = 0; time < times; time++) {
      turns.request(seconds, () -> moved.add(name));
    }
  }

  private void tick() {
    scheduled.remove().run();
  }

  @Test
  void moveAFewBlocksInEachMillisecondInTheOrderOfTheirRequests() {
    request(() -> 0, "first", TransferTurns.BLOCKS);
    request(() -> 0, "second", TransferTurns.BLOCKS + 1);
    assertThat(moved).hasSize(TransferTurns.BLOCKS).containsOnly("first");

    tick();
    assertThat(moved).hasSize(2 * TransferTurns.BLOCKS).endsWith("second");

    tick();
    assertThat(moved).hasSize(2 * TransferTurns.BLOCKS + 1);
    assertThat(delays).containsOnly(1L);
  }

  @Test
  void needNoTimerWhileNothingMoves() {
    request(() -> 0, "one", 1);

    tick();

    assertThat(scheduled).isEmpty();
  }

  @Test
  void leaveASourceThatHasMovedTooMuchAsideUntilItMayMoveMore() {
    request(() -> wait, "greedy", 1);
    request(() -> 0, "other", TransferTurns.BLOCKS);
    assertThat(moved).hasSize(TransferTurns.BLOCKS).containsOnly("other");
    assertThat(delays).containsExactly(2000L, 1L);

    wait = 0;
    tick();
    tick();

    assertThat(moved).endsWith("greedy");
  }
}
