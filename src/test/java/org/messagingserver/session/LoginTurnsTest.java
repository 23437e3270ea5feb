package org.messagingserver.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.ErrorName;

@ExtendWith(VertxExtension.class)
class LoginTurnsTest {
  private static final int MANY = 1_000;

  private final List<Integer> begun = new ArrayList<>();
  private final List<Promise<Integer>> logins =
      IntStream.range(0, MANY).mapToObj(number -> Promise.<Integer>promise()).toList();

  private Vertx vertx;
  private Context loop;
  private LoginTurns turns;

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
    loop = vertx.getOrCreateContext();
    turns = new LoginTurns(vertx);
  }

  private <T> T onLoop(Callable<Future<T>> task)
      throws ExecutionException, InterruptedException, TimeoutException {
    Promise<T> done = Promise.promise();
    loop.runOnContext(
        tick -> {
          try {
            task.call().onComplete(done);
          } catch (Exception e) {
            done.fail(e);
          }
        });
    return done.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Future<Integer> logIn(int number) {
    return turns.run(() -> true, () -> begin(number));
  }

  private Future<Integer> begin(int number) {
    begun.add(number);
    return logins.get(number).future();
  }

  private List<Future<Integer>> logInAll() {
    return IntStream.range(0, MANY).mapToObj(this::logIn).toList();
  }

  @Test
  void beginsTheFirstLoginsAndTheNextOneWhenOneHasEnded() throws Exception {
    List<Integer> atFirst = new ArrayList<>();
    List<Integer> later = new ArrayList<>();

    onLoop(
        () -> {
          logInAll();
          atFirst.addAll(begun);
          logins.get(7).complete(7);
          later.addAll(begun);
          return Future.succeededFuture();
        });

    assertThat(atFirst).hasSizeBetween(1, MANY / 2).isSorted().startsWith(0);
    assertThat(later).hasSize(atFirst.size() + 1).isSorted();
  }

  @Test
  void beginsAllInTheirOrderThoughNoneEverEnds() throws Exception {
    onLoop(
        () -> {
          logInAll();
          Promise<Void> all = Promise.promise();
          vertx.setPeriodic(
              10,
              timer -> {
                if (begun.size() == MANY) {
                  vertx.cancelTimer(timer);
                  all.complete();
                }
              });
          return all.future();
        });

    assertThat(begun).hasSize(MANY).isSorted();
  }

  @Test
  void runsOtherThingsBetweenLoginsThatAreRefusedAtOnce() throws Exception {
    List<Integer> begunByTheNextTick = new ArrayList<>();

    onLoop(
        () -> {
          IntStream.range(0, MANY)
              .forEach(
                  number ->
                      turns.run(
                          () -> true,
                          () -> {
                            begun.add(number);
                            return Future.failedFuture("refused");
                          }));
          Promise<Void> next = Promise.promise();
          vertx.runOnContext(
              tick -> {
                begunByTheNextTick.addAll(begun);
                next.complete();
              });
          return next.future();
        });

    assertThat(begunByTheNextTick).hasSizeLessThan(MANY);
  }

  @Test
  void neverBeginsALoginWhoseSocketIsGone() throws Exception {
    boolean[] open = {true};
    List<Future<Integer>> outcomes = new ArrayList<>();

    onLoop(
        () -> {
          IntStream.range(0, MANY)
              .forEach(number -> outcomes.add(turns.run(() -> open[0], () -> begin(number))));
          open[0] = false;
          int first = begun.size();
          logins.subList(0, first).forEach(login -> login.complete(0));
          return Future.join(outcomes).otherwiseEmpty();
        });

    assertThat(begun).hasSizeLessThan(MANY);
    assertThat(outcomes.get(MANY - 1).cause())
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            refused -> assertThat(refused.error()).isEqualTo(ErrorName.UNAVAILABLE));
  }

  @Test
  void returnsWhatTheLoginReturns() throws Exception {
    int outcome =
        onLoop(
            () -> {
              Future<Integer> login = logIn(3);
              logins.get(3).complete(42);
              return login;
            });

    assertThat(outcome).isEqualTo(42);
  }
}
