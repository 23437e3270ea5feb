package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.delivery.Rig.APPEND;
import static org.messagingserver.delivery.Rig.until;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.protocol.Address;

/** A dispatcher whose store loses statements, answers late or not at all. */
class DispatcherOutageTest extends Dispatching {
  private static final int STORE_MILLIS = 1500;

  // Unknown outcomes

  @Test
  void storesABatchWhoseAnswerWasLostOnceAndInOrder() {
    Address to = rig.registered();
    rig.proxy().loseAnswerOf(APPEND);
    rig.proxy().loseAnswerOf(APPEND);
    List<String> contents = numbers(3 * BATCH);

    await(sendAll(to, contents));

    assertThat(stored(to, contents.size())).isEqualTo(contents);
    assertThat(rig.held(to)).isEqualTo(contents.size());
  }

  @Test
  void storesABatchThatNeverReachedTheStoreOnceAndInOrder() {
    Address to = rig.registered();
    rig.proxy().lose(APPEND);
    rig.proxy().loseAnswerOf(APPEND);
    rig.proxy().lose(APPEND);
    List<String> contents = numbers(3 * BATCH);

    await(sendAll(to, contents));

    assertThat(stored(to, contents.size())).isEqualTo(contents);
    assertThat(rig.held(to)).isEqualTo(contents.size());
  }

  @Test
  void keepsWhatCameLaterBehindABatchThatIsTriedAgain() {
    Address to = rig.registered();
    rig.proxy().holdAnswerOf(APPEND);
    Future<Void> first = send(to, "1");
    until(rig.proxy()::isHolding);
    Future<Void> second = send(to, "2");

    rig.proxy().cut();
    rig.proxy().flow();

    await(Future.all(first, second));
    assertThat(stored(to, 2)).containsExactly("1", "2");
    assertThat(rig.held(to)).isEqualTo(2);
  }

  // No store

  @Test
  void refusesAsUnavailableWhatIsNotCommittedInTime() {
    Address to = rig.registered();
    rig.proxy().stall();
    long start = System.nanoTime();

    Future<Void> first = send(to, "1");
    Future<Void> second = send(to, "2");

    assertThat(reason(first)).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(second)).isEqualTo(Reason.UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(millis(STORE_MILLIS - 5), millis(STORE_MILLIS + 1000));
  }

  @Test
  void goesOnInOrderWithWhatComesAfterAStall() {
    Address to = rig.registered();
    rig.proxy().stall();
    assertThat(reason(send(to, "refused"))).isEqualTo(Reason.UNAVAILABLE);
    Future<Void> later = send(to, "1");

    rig.proxy().flow();

    await(later);
    await(send(to, "2"));
    assertThat(contents(to)).containsSubsequence("1", "2").doesNotHaveDuplicates();
  }

  private static Future<?> sendAll(Address to, List<String> contents) {
    return rig.onLoop(
        () -> {
          SenderQuota senderQuota = senderQuota();
          return Future.all(
              contents.stream().map(each -> senderQuota.send(to, text(each))).toList());
        });
  }

  private static List<String> contents(Address owner) {
    return stored(owner, Math.toIntExact(rig.held(owner)));
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
