package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;
import static org.messagingserver.testkit.Awaits.failure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.postgres.StatementBatcher.Request;
import org.messagingserver.postgres.StoreException.Kind;

/** Requests are gathered; an answer is ten times what is asked, and a negative one breaks all. */
@ExtendWith(VertxExtension.class)
class StatementBatcherTest {
  private static final int MAX_WAITING = 40;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final List<List<Integer>> statements = new CopyOnWriteArrayList<>();
  private Vertx vertx;
  private StatementBatcher<Integer, Integer> batcher;
  private Promise<Void> database = Promise.promise();

  @BeforeEach
  void create(Vertx given) {
    vertx = given;
    batcher =
        new StatementBatcher<>(
            vertx,
            Bulkhead.shared(vertx, 4, 100, PATIENCE),
            MAX_WAITING,
            8,
            PATIENCE,
            this::answers);
  }

  private Future<List<Future<Integer>>> answers(List<Integer> questions) {
    statements.add(questions);
    return database
        .future()
        .map(
            there -> {
              if (questions.stream().anyMatch(question -> question < 0)) {
                throw new IllegalStateException("a damaged row");
              }
              return questions.stream().map(StatementBatcherTest::answer).toList();
            });
  }

  private static Future<Integer> answer(int question) {
    return question == 0
        ? Future.failedFuture("only this one")
        : Future.succeededFuture(10 * question);
  }

  private Future<Integer> ask(long source, int question) {
    return batcher.run(new Request<>(source, question, () -> question));
  }

  /** In one tick of an event loop. */
  private <T> List<Future<T>> together(Supplier<List<Future<T>>> asked) {
    Promise<List<Future<T>>> done = Promise.promise();
    vertx.runOnContext(tick -> done.complete(asked.get()));
    return await(done.future());
  }

  @Test
  void gathersWhatIsAskedInATick() {
    database.complete();

    List<Future<Integer>> answers =
        together(() -> IntStream.rangeClosed(1, 5).mapToObj(number -> ask(0, number)).toList());

    assertThat(answers.stream().map(answer -> await(answer))).containsExactly(10, 20, 30, 40, 50);
    assertThat(statements).containsExactly(List.of(1, 2, 3, 4, 5));
  }

  @Test
  void runsTwoStatementsAtOnceAndGathersMeanwhile() {
    List<Future<Integer>> answers =
        together(() -> IntStream.rangeClosed(1, 10).mapToObj(number -> ask(0, number)).toList());
    until(() -> statements.size() == 2);
    List<Future<Integer>> later =
        together(() -> IntStream.rangeClosed(11, 15).mapToObj(number -> ask(0, number)).toList());

    database.complete();

    assertThat(answers.stream().map(answer -> await(answer))).hasSize(10).startsWith(10);
    assertThat(later.stream().map(answer -> await(answer))).hasSize(5).startsWith(110);
    assertThat(statements).extracting(List::size).containsExactly(8, 2, 5);
  }

  @Test
  void letsSourcesTakeTurns() {
    List<Future<Integer>> busy =
        together(
            () -> {
              List<Future<Integer>> all = new ArrayList<>();
              IntStream.rangeClosed(1, 10).forEach(number -> all.add(ask(1, number)));
              all.add(ask(2, 100));
              return all;
            });
    until(() -> statements.size() == 2);

    database.complete();

    busy.forEach(answer -> await(answer));
    assertThat(statements.get(0)).startsWith(1, 100, 2).hasSize(8);
  }

  @Test
  void oneThatFailsByItselfFailsAlone() {
    database.complete();

    List<Future<Integer>> answers = together(() -> List.of(ask(0, 1), ask(0, 0), ask(0, 2)));

    assertThat(await(answers.get(0))).isEqualTo(10);
    assertThat(failure(answers.get(1))).hasMessage("only this one");
    assertThat(await(answers.get(2))).isEqualTo(20);
    assertThat(statements).hasSize(1);
  }

  @Test
  void oneThatBreaksTheStatementFailsAloneAndRunsAloneAfterwards() {
    database.complete();

    List<Future<Integer>> answers = together(() -> List.of(ask(0, 1), ask(0, -1), ask(0, 2)));

    assertThat(await(answers.get(0))).isEqualTo(10);
    assertThat(failure(answers.get(1))).hasMessage("a damaged row");
    assertThat(await(answers.get(2))).isEqualTo(20);
    assertThat(statements).containsExactly(List.of(1, -1, 2), List.of(1), List.of(-1), List.of(2));

    statements.clear();
    answers = together(() -> List.of(ask(0, 1), ask(0, -1), ask(0, 2)));

    assertThat(await(answers.get(0))).isEqualTo(10);
    assertThat(failure(answers.get(1))).hasMessage("a damaged row");
    assertThat(await(answers.get(2))).isEqualTo(20);
    assertThat(statements).containsExactlyInAnyOrder(List.of(1, 2), List.of(-1));
  }

  @Test
  void repeatsNothingWhoseOutcomeIsUnknown() {
    database.fail(StoreException.unavailable("Gone"));

    List<Future<Integer>> answers = together(() -> List.of(ask(0, 1), ask(0, 2)));

    answers.forEach(
        answer ->
            assertThat(failure(answer))
                .isInstanceOfSatisfying(
                    StoreException.class,
                    store -> assertThat(store.kind()).isEqualTo(Kind.UNAVAILABLE)));
    assertThat(statements).containsExactly(List.of(1, 2));
  }

  @Test
  void doesNotRunWhatIsRefusedInItsTurn() {
    database.complete();

    List<Future<Integer>> answers =
        together(
            () ->
                List.of(
                    ask(0, 1),
                    batcher.run(
                        new Request<>(
                            0,
                            7,
                            () -> {
                              throw new IllegalStateException("no room");
                            }))));

    assertThat(await(answers.get(0))).isEqualTo(10);
    assertThat(failure(answers.get(1))).hasMessage("no room");
    assertThat(statements).containsExactly(List.of(1));
  }

  @Test
  void refusesWhatIsTooMuchOrHasWaitedTooLong() throws InterruptedException {
    List<Future<Integer>> answers =
        together(
            () -> IntStream.rangeClosed(1, 41).mapToObj(number -> ask(number % 8, 9)).toList());
    assertThat(failure(answers.get(40))).hasMessageContaining("TooManyWaiting");
    until(() -> statements.size() == 2);
    Thread.sleep(2 * PATIENCE.toMillis());

    database.complete();

    assertThat(await(answers.get(0))).isEqualTo(90);
    assertThat(failure(answers.get(39))).hasMessageContaining("WaitedTooLong");
    assertThat(statements).hasSize(2);
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
