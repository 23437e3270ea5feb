package org.messagingserver.app.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.messagingserver.app.nodes.NoKeys;
import org.messagingserver.client.AuthenticatedConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.identity.DeviceId;

/** Many users who log in, and stay logged in. */
final class Crowd {
  /** Logging in at the same time. */
  private static final int AT_ONCE = 50;

  private final List<AuthenticatedConnection> members;

  private Crowd(List<AuthenticatedConnection> members) {
    this.members = members;
  }

  /**
   * So many users, not connected yet.
   *
   * @param servers the first is where they log in, the others where they go when it is lost
   */
  static Crowd of(Vertx vertx, int size, List<URI> servers) {
    MessagingClient client =
        MessagingClient.create(vertx, ClientOptions.of(servers.toArray(URI[]::new)));
    return new Crowd(
        IntStream.range(0, size)
            .mapToObj(
                user ->
                    client.authenticated(
                        Identity.generate(),
                        new DeviceId(1),
                        new NoKeys(),
                        message -> Future.succeededFuture()))
            .toList());
  }

  /** Logs all in, so many at a time. */
  Future<Void> logIn() {
    ConcurrentLinkedQueue<AuthenticatedConnection> left = new ConcurrentLinkedQueue<>(members);
    List<Future<Void>> lines = new ArrayList<>();
    for (int line = 0; line < AT_ONCE; line++) {
      lines.add(logInNext(left));
    }
    return Future.all(lines).mapEmpty();
  }

  private static Future<Void> logInNext(ConcurrentLinkedQueue<AuthenticatedConnection> left) {
    AuthenticatedConnection next = left.poll();
    return next == null
        ? Future.succeededFuture()
        : next.connect().compose(connected -> logInNext(left));
  }

  /** Notes when each is logged in again, and completes when all are. */
  Future<Void> backAgain(Latencies times) {
    long begin = System.nanoTime();
    return Future.all(members.stream().map(member -> back(member, begin, times)).toList())
        .mapEmpty();
  }

  private static Future<Void> back(AuthenticatedConnection member, long begin, Latencies times) {
    return Future.future(
        promise ->
            member.onConnected(
                () -> {
                  if (promise.tryComplete()) {
                    times.add(System.nanoTime() - begin);
                  }
                }));
  }

  int size() {
    return members.size();
  }

  Future<Void> close() {
    return Future.join(members.stream().map(AuthenticatedConnection::close).toList()).mapEmpty();
  }
}
