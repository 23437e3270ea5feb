package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TransferSlotsTest {
  private static final long ALICE = 1;
  private static final long BOB = 2;
  private static final long NOBODY = 0;
  private static final long QUICK = 1 << 20;

  private final AtomicLong seconds = new AtomicLong();
  private final TransferSlots slots =
      new TransferSlots(8, () -> TimeUnit.SECONDS.toNanos(seconds.get()));
  private final List<String> ended = new ArrayList<>();

  /**
   * @param bytesPerSecond that it moves from the beginning of the test on
   */
  private Optional<Runnable> take(long source, String name, long bytesPerSecond) {
    return slots.take(
        source,
        new Transfer() {
          @Override
          public long bytes() {
            return bytesPerSecond * seconds.get();
          }

          @Override
          public void giveWay() {
            ended.add(name);
          }
        });
  }

  private Optional<Runnable> take(long source) {
    return take(source, "quick", QUICK);
  }

  /** Two for each of four sources. */
  private void takeAll(long bytesPerSecond) {
    for (long source = 11; source <= 14; source++) {
      assertThat(take(source, source + " slow", bytesPerSecond)).isPresent();
      assertThat(take(source, source + " quicker", bytesPerSecond + 1)).isPresent();
    }
  }

  @Test
  void givesNoMoreThanThereAre() {
    for (int taken = 0; taken < 8; taken++) {
      assertThat(take(NOBODY)).isPresent();
    }
    assertThat(take(NOBODY)).isEmpty();
    assertThat(slots.taken()).isEqualTo(8);
  }

  @Test
  void givesASourceAQuarter() {
    assertThat(take(ALICE)).isPresent();
    Runnable release = take(ALICE).orElseThrow();
    assertThat(take(ALICE)).isEmpty();
    assertThat(take(BOB)).isPresent();

    release.run();
    release.run();

    assertThat(take(ALICE)).isPresent();
    assertThat(take(ALICE)).isEmpty();
    assertThat(slots.taken()).isEqualTo(3);
  }

  @Test
  void endsTheSlowestOfTheSourceThatHoldsMostWhereAllAreTaken() {
    takeAll(1024);
    assertThat(take(14)).isEmpty();
    seconds.set(10);

    assertThat(take(ALICE)).isPresent();
    assertThat(ended).hasSize(1).first().asString().endsWith("slow");
    assertThat(slots.taken()).isEqualTo(8);

    assertThat(take(BOB)).isPresent();
    assertThat(ended).hasSize(2).doesNotHaveDuplicates().allMatch(name -> name.endsWith("slow"));
  }

  @Test
  void endsNoneForASourceThatHoldsAsMany() {
    takeAll(1024);
    seconds.set(10);
    assertThat(take(ALICE)).isPresent();
    assertThat(take(ALICE)).isPresent();
    assertThat(take(ALICE)).isEmpty();
    assertThat(ended).hasSize(2);
  }

  @Test
  void endsNoneThatIsQuick() {
    takeAll(QUICK);
    seconds.set(10);

    assertThat(take(ALICE)).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void endsNoneThatHasJustBegun() {
    takeAll(0);
    seconds.set(4);

    assertThat(take(ALICE)).isEmpty();
    assertThat(ended).isEmpty();
  }

  @Test
  void takesNothingBackTwiceFromOneThatGaveWay() {
    List<Runnable> releases = new ArrayList<>();
    for (int source = 11; source < 19; source++) {
      releases.add(take(source, "slow", 0).orElseThrow());
    }
    seconds.set(10);
    assertThat(take(ALICE)).isPresent();
    assertThat(ended).containsExactly("slow");

    releases.forEach(Runnable::run);

    assertThat(slots.taken()).isEqualTo(1);
  }
}
