package org.messagingserver.tools.smoke;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.messagingserver.client.AnonymousConnection;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.PreKeyBundle;

/** The participants, spread over the servers: two users, and a stranger who never logs in. */
final class TestUsers {
  private static final ClientTimeouts TIMEOUTS =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(1))
          .withRequest(Duration.ofSeconds(10))
          .withSend(Duration.ofSeconds(10));

  // Kept, since Vert.x closes a client that nobody holds any more.
  private final WebSocketClient rawClient;
  private final List<URI> servers;
  private final TestUser alice;
  private final TestUser bob;
  private final AnonymousConnection stranger;

  TestUsers(Vertx vertx, List<URI> servers) {
    this.rawClient = vertx.createWebSocketClient();
    this.servers = servers;
    this.alice = new TestUser(vertx, from(0));
    this.bob = new TestUser(vertx, from(1));
    this.stranger = MessagingClient.create(vertx, from(2)).anonymous();
  }

  /** All servers, beginning with the one whose turn it is. */
  private ClientOptions from(int turn) {
    List<URI> rotated = new ArrayList<>(servers);
    Collections.rotate(rotated, -turn);
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

  /** A socket of the stranger's for what no client would send. */
  RawSocket raw() throws InterruptedException {
    return raw(servers.get(servers.size() - 1));
  }

  RawSocket raw(URI server) throws InterruptedException {
    return RawSocket.open(rawClient, server);
  }

  void send(Address to, Buffer message) throws InterruptedException {
    Answers.success(stranger.send(to, message));
  }

  /** The keys of the one device of a player. */
  PreKeyBundle keysOf(TestUser testUser) throws InterruptedException {
    List<PreKeyBundle> bundles =
        Answers.success(stranger.preKeys(testUser.address().user(), Set.of(), 1));
    WrongAnswerException.unless(
        bundles.size() == 1, "one PreKey", bundles.isEmpty() ? "an Ack" : "several");
    return bundles.get(0);
  }
}
