package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.Identity;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.DeviceId;

/** Users who register and unregister repeatedly, and strangers who fetch their keys meanwhile. */
final class KeyTraffic {
  static final List<Integer> DEVICES = List.of(1, 2);

  /** How long a rush lasts. */
  static final long RUSH_MILLIS = 400;

  private static final int RUSH_REQUESTS = 16;

  private static final int USERS = 5;
  private static final int FETCHERS = 5;

  private final Vertx vertx;
  private final List<Registrant> registrants = new ArrayList<>();
  private final List<KeyFetcher> fetchers = new ArrayList<>();

  KeyTraffic(Vertx vertx, ClientProxies proxies, HistoryRecorder history, long seed) {
    this.vertx = vertx;
    Map<String, KeyFetcher.User> users = new HashMap<>();
    Random seeds = new Random(seed);
    for (int user = 0; user < USERS; user++) {
      Identity identity = Identity.generate();
      String label = "r" + user;
      DeliveryToken token = Admissions.token(seeds);
      users.put(label, new KeyFetcher.User(identity.userId(), token));
      for (int device : DEVICES) {
        MessagingClient client = client(vertx, proxies, registrants.size());
        registrants.add(
            new Registrant(
                vertx,
                label,
                identity,
                DeviceId.of(device),
                token,
                client,
                history,
                new Random(seeds.nextLong())));
      }
    }
    for (int number = 0; number < FETCHERS; number++) {
      MessagingClient client = client(vertx, proxies, number);
      Random random = new Random(seeds.nextLong());
      fetchers.add(new KeyFetcher(vertx, "fetcher-" + number, users, client, history, random));
    }
  }

  private static MessagingClient client(Vertx vertx, ClientProxies proxies, int number) {
    boolean vanishing = ClientBehavior.of(number) == ClientBehavior.VANISHING;
    return MessagingClient.create(vertx, proxies.options(number, vanishing));
  }

  Future<Void> start() {
    List<Future<Void>> connecting = new ArrayList<>();
    registrants.forEach(registrant -> connecting.add(registrant.connect()));
    fetchers.forEach(fetcher -> connecting.add(fetcher.connect()));
    return Future.all(connecting)
        .onSuccess(
            connected -> {
              registrants.forEach(Registrant::start);
              fetchers.forEach(KeyFetcher::start);
            })
        .mapEmpty();
  }

  /** Every stranger fetches many keys, whether or not it has got those before. */
  void rush() {
    for (int request = 0; request < RUSH_REQUESTS; request++) {
      vertx.setTimer(
          1 + request * RUSH_MILLIS / RUSH_REQUESTS,
          due -> fetchers.forEach(KeyFetcher::fetchOnce));
    }
  }

  /** Makes no more requests, and still waits for answers. */
  void stop() {
    registrants.forEach(Registrant::stop);
    fetchers.forEach(KeyFetcher::stop);
  }

  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    registrants.forEach(registrant -> closing.add(registrant.close()));
    fetchers.forEach(fetcher -> closing.add(fetcher.close()));
    return Future.join(closing).mapEmpty();
  }
}
