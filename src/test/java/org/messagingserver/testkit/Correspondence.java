package org.messagingserver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.Identity;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ProtocolVersion;

/**
 * Two users of the reference client, of whom one writes to the other, letter after letter, and what
 * became of each letter. Both know several nodes, and find another one when theirs is gone.
 */
public final class Correspondence {
  private static final ClientTimeouts TIMEOUTS =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(50), Duration.ofMillis(500))
          .withRequest(Duration.ofSeconds(5))
          .withPing(Duration.ofSeconds(2));

  private final AnonymousConnection sender;
  private final AuthenticatedConnection recipient;
  private final String words;
  private final Outages sendersOutages;
  private final Outages recipientsOutages;
  private final Map<Integer, Letter> letters = new ConcurrentSkipListMap<>();
  private final AtomicInteger written = new AtomicInteger();

  private Correspondence(
      Vertx vertx,
      ProtocolVersion version,
      Identity user,
      String words,
      List<URI> sendersNodes,
      List<URI> recipientsNodes) {
    this.words = words;
    this.sender = client(vertx, version, sendersNodes).anonymous();
    this.recipient =
        client(vertx, version, recipientsNodes)
            .authenticated(
                user, DeviceId.of(1), new NoKeys(1, Buffer.buffer("signed")), this::arrived);
    this.sendersOutages = Outages.of(sender);
    this.recipientsOutages = Outages.of(recipient);
  }

  private static MessagingClient client(Vertx vertx, ProtocolVersion version, List<URI> nodes) {
    return MessagingClient.create(
        vertx,
        ClientOptions.of(nodes.get(0))
            .withServers(nodes)
            .withTimeouts(TIMEOUTS)
            .withVersion(version));
  }

  /**
   * Connects both, each to the first of the nodes that it knows.
   *
   * @param user the recipient
   */
  public static Correspondence open(
      Vertx vertx, Identity user, List<URI> sendersNodes, List<URI> recipientsNodes) {
    return open(vertx, user, "", sendersNodes, recipientsNodes);
  }

  /** The same, with these words in every letter. */
  public static Correspondence open(
      Vertx vertx, Identity user, String words, List<URI> sendersNodes, List<URI> recipientsNodes) {
    return connected(
        new Correspondence(vertx, ProtocolVersion.V2, user, words, sendersNodes, recipientsNodes));
  }

  /** The same of clients that speak this version of the protocol. */
  public static Correspondence open(
      Vertx vertx,
      ProtocolVersion version,
      Identity user,
      List<URI> sendersNodes,
      List<URI> recipientsNodes) {
    return connected(new Correspondence(vertx, version, user, "", sendersNodes, recipientsNodes));
  }

  private static Correspondence connected(Correspondence all) {
    Future<?> ready =
        Future.all(
            all.sender.connect(),
            all.recipient.connect().compose(connected -> all.recipient.register(0)));
    assertThat(ready.toCompletionStage()).succeedsWithin(RawSocket.SOON);
    return all;
  }

  private Future<Void> arrived(Buffer letter) {
    letters.get(letter.getInt(0)).arrive();
    return Future.succeededFuture();
  }

  /** Writes a letter. */
  public Letter write() {
    int number = written.incrementAndGet();
    Letter letter = new Letter();
    letters.put(number, letter);
    sender
        .send(recipient.address(), Buffer.buffer().appendInt(number).appendString(words))
        .onComplete(acked -> letter.ack(), letter::refuse);
    return letter;
  }

  /** All letters so far, in their order. */
  public Stream<Letter> letters() {
    return letters.values().stream();
  }

  /** How often one of the two had to connect anew. */
  public int reconnects() {
    return sendersOutages.count() + recipientsOutages.count();
  }

  /** From the letter to its Ack, in nanoseconds, but for the time without a connection. */
  public long toAck(Letter letter) {
    return letter.acked() - letter.sent() - sendersOutages.within(letter.sent(), letter.acked());
  }

  /** The same to its arrival. */
  public long toArrival(Letter letter) {
    return letter.arrived()
        - letter.sent()
        - sendersOutages.within(letter.sent(), letter.arrived())
        - recipientsOutages.within(letter.sent(), letter.arrived());
  }

  public void close() {
    sender.close();
    recipient.close();
  }
}
