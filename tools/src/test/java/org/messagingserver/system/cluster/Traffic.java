package org.messagingserver.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongBiFunction;
import java.util.stream.Stream;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.testkit.Correspondence;
import org.messagingserver.testkit.Letter;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestCluster;

/** Correspondences that go on at the same time, a letter in each at every tick. */
final class Traffic {
  private static final Duration POLL = Duration.ofMillis(10);

  private final TestCluster cluster;
  private final ProtocolVersion version;
  private final Vertx vertx;
  private final List<Correspondence> all = new ArrayList<>();
  private long timer;

  Traffic(TestCluster cluster) {
    this(cluster, ProtocolVersion.V2);
  }

  /** Of clients that speak this version of the protocol. */
  Traffic(TestCluster cluster, ProtocolVersion version) {
    this.cluster = cluster;
    this.version = version;
    this.vertx = cluster.vertx();
  }

  /** One more, between clients who know these nodes in this order. */
  Traffic between(List<URI> sendersNodes, List<URI> recipientsNodes) {
    all.add(Correspondence.open(vertx, version, cluster.user(), sendersNodes, recipientsNodes));
    return this;
  }

  /** Begins, and waits until all goes well. */
  Traffic flowing(Duration tick) {
    timer = vertx.setPeriodic(tick.toMillis(), turn -> all.forEach(Correspondence::write));
    awaitProgress();
    return this;
  }

  /** Waits until in each of them a letter that was written after this call is acked and there. */
  void awaitProgress() {
    awaitProgress(1);
  }

  /** The same of so many letters. */
  void awaitProgress(int count) {
    long now = System.nanoTime();
    Mail.until(() -> all.stream().allMatch(one -> done(one, now) >= count));
  }

  private static long done(Correspondence one, long since) {
    return one.letters().filter(letter -> letter.sent() > since && letter.isDone()).count();
  }

  /** Waits until so many letters more are written in each of them, whatever becomes of them. */
  void awaitWritten(int count) {
    long before = letters().count();
    Mail.until(() -> letters().count() >= before + (long) count * all.size());
  }

  /** Waits until a letter in each of them is handed over, and no store has seen any of them. */
  void awaitHandedOver() {
    Mail.until(
        () -> {
          long before = cluster.rowsEver();
          awaitProgress();
          return cluster.rowsEver() == before;
        });
  }

  /** Writes no more; each letter has to be acked, and to arrive. */
  void finish() {
    vertx.cancelTimer(timer);
    long end = System.nanoTime() + RawSocket.SOON.toNanos();
    while (!letters().allMatch(Letter::isDone) && System.nanoTime() < end) {
      Mail.pause(POLL);
    }
    all.forEach(Correspondence::close);
    assertThat(letters().filter(letter -> letter.isAcked() && !letter.isArrived()))
        .as("acked and lost, of %d", letters().count())
        .isEmpty();
    assertThat(letters().filter(letter -> !letter.isAcked()).map(Letter::refusal))
        .as("not acked, of %d", letters().count())
        .isEmpty();
  }

  /** All letters so far. */
  Stream<Letter> letters() {
    return all.stream().flatMap(Correspondence::letters);
  }

  /** How often any of the clients had to connect anew. */
  int reconnects() {
    return all.stream().mapToInt(Correspondence::reconnects).sum();
  }

  /** The longest that a letter took to its Ack, but for the time without a connection. */
  Duration slowestAck() {
    return slowest(Long.MIN_VALUE, Correspondence::toAck);
  }

  /** The same to its arrival. */
  Duration slowestArrival() {
    return slowestArrival(Long.MIN_VALUE);
  }

  /** The same among those that were sent after a moment. */
  Duration slowestArrival(long since) {
    return slowest(since, Correspondence::toArrival);
  }

  private Duration slowest(long since, ToLongBiFunction<Correspondence, Letter> time) {
    return Duration.ofNanos(
        all.stream()
            .flatMapToLong(
                one ->
                    one.letters()
                        .filter(letter -> letter.sent() >= since && letter.isDone())
                        .mapToLong(letter -> time.applyAsLong(one, letter)))
            .max()
            .orElseThrow());
  }
}
