package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The event loops of the load, half as many as processors. The server uses the other processors.
 */
public final class EventLoops {
  private static final int MADE_AT_ONCE = 20;

  private final Vertx vertx;
  private final NetClient client;
  private final List<Context> loops = new ArrayList<>();

  /** Blocks. */
  public EventLoops(Vertx vertx) {
    this.vertx = vertx;
    client = vertx.createNetClient();
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    for (int loop = 0; loop < count; loop++) {
      Await.result(
          vertx.deployVerticle(
              context -> {
                loops.add(context);
                return Future.succeededFuture();
              }));
    }
  }

  Vertx vertx() {
    return vertx;
  }

  /** The client that opens connections. */
  NetClient client() {
    return client;
  }

  /** Creates {@code count} objects on the event loops, a few at a time. Blocks. */
  <T> List<T> create(int count, IntFunction<Future<T>> maker) {
    List<T> made = new ArrayList<>(count);
    for (int first = 0; first < count; first += MADE_AT_ONCE) {
      List<Future<T>> some = new ArrayList<>();
      for (int number = first; number < Math.min(count, first + MADE_AT_ONCE); number++) {
        int mine = number;
        some.add(on(of(number), () -> maker.apply(mine)));
      }
      made.addAll(Await.result(Future.all(some).map(all -> all.<T>list())));
    }
    return made;
  }

  /** The event loop of the object with this number. */
  public Context of(int number) {
    return loops.get(number % loops.size());
  }

  private static <T> Future<T> on(Context loop, Supplier<Future<T>> task) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(tick -> task.get().onComplete(done));
    return done.future();
  }
}
