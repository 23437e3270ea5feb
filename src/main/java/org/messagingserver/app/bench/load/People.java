package org.messagingserver.app.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.messagingserver.client.Identity;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;

/**
 * Makes those who send and receive, spread over half as many event loops as there are processors:
 * the others are for the server. Its public methods block.
 */
public final class People {
  private static final int CONNECTING_AT_ONCE = 20;

  private final NetClient client;
  private final List<Context> loops = new ArrayList<>();

  public People(Vertx vertx) {
    client = vertx.createNetClient();
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    for (int loop = 0; loop < count; loop++) {
      Await.until(
          vertx.deployVerticle(
              context -> {
                loops.add(context);
                return Future.succeededFuture();
              }));
    }
  }

  /** Pairs of a stranger and a registered user who is logged in, each on a server. */
  public List<Pair> pairs(int count, URI senders, URI recipients, Meter meter) {
    return make(
        count,
        number -> {
          Identity identity = Identity.generate();
          Address address = new Address(identity.userId(), new DeviceId(1));
          return Talk.open(client, senders)
              .compose(
                  sender ->
                      registered(recipients, identity, address)
                          .map(
                              recipient ->
                                  new Pair(
                                      meter,
                                      sender.socket(),
                                      recipient.socket(),
                                      new Letter(address))));
        });
  }

  private Future<Talk> registered(URI server, Identity identity, Address address) {
    return Talk.open(client, server)
        .compose(talk -> talk.logIn(identity, address).compose(done -> talk.register()).map(talk));
  }

  /** Pairs on relays, which know them by their number and their side. */
  public List<Pair> relayed(int count, URI senders, URI recipients, Meter meter) {
    Letter letter = new Letter(new Address(Identity.generate().userId(), new DeviceId(1)));
    LeanSocket.Reader nobody = new Silence(meter);
    return make(
        count,
        number ->
            LeanSocket.dial(client, recipients.resolve("/recipient/" + number), nobody)
                .compose(
                    recipient ->
                        LeanSocket.dial(client, senders.resolve("/sender/" + number), nobody)
                            .map(sender -> new Pair(meter, sender, recipient, letter))));
  }

  /** Letters to registered users who are away. */
  public List<Letter> lettersToAbsent(int count, URI server) {
    return make(
        count,
        number -> {
          Identity identity = Identity.generate();
          Address address = new Address(identity.userId(), new DeviceId(1));
          return registered(server, identity, address)
              .compose(talk -> talk.socket().close())
              .map(closed -> new Letter(address));
        });
  }

  /** Strangers who write these letters in turn, each beginning with another one. */
  public List<Writer> writers(int count, URI server, List<Letter> letters, Meter meter) {
    int step = Math.max(1, letters.size() / count);
    return make(
        count,
        number ->
            Talk.open(client, server)
                .map(talk -> new Writer(meter, talk.socket(), letters, number * step)));
  }

  /** Makes so many, each on one of the event loops, a few at a time. */
  private <T> List<T> make(int count, IntFunction<Future<T>> maker) {
    List<T> made = new ArrayList<>(count);
    for (int first = 0; first < count; first += CONNECTING_AT_ONCE) {
      List<Future<T>> some = new ArrayList<>();
      for (int number = first; number < Math.min(count, first + CONNECTING_AT_ONCE); number++) {
        int mine = number;
        some.add(on(loops.get(number % loops.size()), () -> maker.apply(mine)));
      }
      made.addAll(Await.until(Future.all(some).map(all -> all.<T>list())));
    }
    return made;
  }

  private static <T> Future<T> on(Context loop, Supplier<Future<T>> task) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(turn -> task.get().onComplete(done));
    return done.future();
  }
}
