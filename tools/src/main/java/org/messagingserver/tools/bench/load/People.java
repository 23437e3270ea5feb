package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.util.List;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** Makes those who send and receive. Its public methods block. */
public final class People {
  private final Loops loops;
  private final NetClient client;

  public People(Loops loops) {
    this.loops = loops;
    this.client = loops.client();
  }

  /** Pairs of a stranger and a registered user who is logged in, each on a server. */
  public List<Pair> pairs(int count, URI senders, URI recipients, Meter meter) {
    return loops.make(
        count,
        number -> {
          Identity identity = Identity.generate();
          Address address = new Address(identity.userId(), new DeviceId(1));
          return Conversation.open(client, senders)
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

  private Future<Conversation> registered(URI server, Identity identity, Address address) {
    return Conversation.open(client, server)
        .compose(
            conversation ->
                conversation
                    .logIn(identity, address)
                    .compose(done -> conversation.register())
                    .map(conversation));
  }

  /** Pairs on relays, which know them by their number and their side. */
  public List<Pair> relayed(int count, URI senders, URI recipients, Meter meter) {
    Letter letter = new Letter(new Address(Identity.generate().userId(), new DeviceId(1)));
    LeanSocket.Reader nobody = new NoopAwait(meter);
    return loops.make(
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
    return loops.make(
        count,
        number -> {
          Identity identity = Identity.generate();
          Address address = new Address(identity.userId(), new DeviceId(1));
          return registered(server, identity, address)
              .compose(conversation -> conversation.socket().close())
              .map(closed -> new Letter(address));
        });
  }

  /** Strangers, spread over servers, who write these letters in turn, each from another one on. */
  public List<Writer> writers(int count, List<URI> servers, List<Letter> letters, Meter meter) {
    int step = Math.max(1, letters.size() / count);
    return loops.make(
        count,
        number ->
            Conversation.open(client, servers.get(number % servers.size()))
                .map(
                    conversation ->
                        new Writer(meter, conversation.socket(), letters, number * step)));
  }
}
