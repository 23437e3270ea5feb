package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.Signer;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.PreKeyBundle;

/** The participants, spread over the servers: two users, and a stranger who never logs in. */
final class TestUsers {
  private static final ClientTimeouts TIMEOUTS =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(1))
          .withRequest(Duration.ofSeconds(10))
          .withSend(Duration.ofSeconds(10));

  // Kept, since Vert.x closes a client that is garbage-collected.
  private final WebSocketClient rawClient;
  private final List<URI> servers;
  private final TestUser alice;
  private final TestUser bob;
  private final MessagingClient client;
  private final AnonymousConnection stranger;

  TestUsers(Vertx vertx, List<URI> servers) {
    this.rawClient = vertx.createWebSocketClient();
    this.servers = servers;
    this.alice = new TestUser(vertx, optionsFrom(0));
    this.bob = new TestUser(vertx, optionsFrom(1));
    this.client = MessagingClient.create(vertx, optionsFrom(2));
    this.stranger = client.anonymous();
  }

  /** Options with all servers, beginning with the one at this index. */
  private ClientOptions optionsFrom(int first) {
    List<URI> rotated = new ArrayList<>(servers);
    Collections.rotate(rotated, -first);
    return ClientOptions.of(servers.get(0)).withServers(rotated).withTimeouts(TIMEOUTS);
  }

  TestUser alice() {
    return alice;
  }

  TestUser bob() {
    return bob;
  }

  AnonymousConnection stranger() {
    return stranger;
  }

  /** Logs in as this user, and closes the connection. */
  void logIn(Signer user) throws InterruptedException {
    AuthenticatedConnection connection =
        client.authenticated(
            user, TestUser.DEVICE, new RandomPreKeys(), message -> Future.succeededFuture());
    Await.success(connection.connectOnce());
    Await.success(connection.close());
  }

  /** An anonymous socket, for frames that no client would send. */
  RawSocket openRawSocket() throws InterruptedException {
    return openRawSocket(servers.get(servers.size() - 1));
  }

  RawSocket openRawSocket(URI server) throws InterruptedException {
    return RawSocket.open(rawClient, server);
  }

  /** A URL that may be relative to a server, at the server of this index. */
  URI resolve(int server, String url) {
    URI base = servers.get(server % servers.size());
    String scheme = base.getScheme().equals("wss") ? "https" : "http";
    return URI.create(scheme + "://" + base.getRawAuthority() + "/").resolve(url);
  }

  void send(Address to, Buffer message) throws InterruptedException {
    Await.success(stranger.send(to, message));
  }

  /** The keys of the only device of a user. */
  PreKeyBundle keysOf(TestUser user) throws InterruptedException {
    List<PreKeyBundle> bundles =
        Await.success(stranger.preKeys(user.address().user(), Set.of(), 1));
    UnexpectedAnswerException.check(
        bundles.size() == 1, "one PreKey", bundles.isEmpty() ? "an Ack" : "several");
    return bundles.get(0);
  }
}
