package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.util.List;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** Creates senders and recipients. Its public methods block. */
public final class UserFactory {
  private final EventLoops eventLoops;
  private final NetClient client;

  public UserFactory(EventLoops eventLoops) {
    this.eventLoops = eventLoops;
    this.client = eventLoops.client();
  }

  /** Creates pairs of an anonymous sender and a logged-in recipient, each connected to a server. */
  public List<Pair> pairs(int count, URI senders, URI recipients, Meter meter) {
    return eventLoops.create(
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
                                      new PreparedMessage(address))));
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

  /** Creates pairs on relays, which identify them by number and role. */
  public List<Pair> relayed(int count, URI senders, URI recipients, Meter meter) {
    PreparedMessage message =
        new PreparedMessage(new Address(Identity.generate().userId(), new DeviceId(1)));
    LeanSocket.Reader nobody = new NoopAwait(meter);
    return eventLoops.create(
        count,
        number ->
            LeanSocket.connect(client, recipients.resolve("/recipient/" + number), nobody)
                .compose(
                    recipient ->
                        LeanSocket.connect(client, senders.resolve("/sender/" + number), nobody)
                            .map(sender -> new Pair(meter, sender, recipient, message))));
  }

  /** Creates messages to registered users that are offline. */
  public List<PreparedMessage> messagesToOffline(int count, URI server) {
    return eventLoops.create(
        count,
        number -> {
          Identity identity = Identity.generate();
          Address address = new Address(identity.userId(), new DeviceId(1));
          return registered(server, identity, address)
              .compose(conversation -> conversation.socket().close())
              .map(closed -> new PreparedMessage(address));
        });
  }

  /**
   * Creates anonymous senders, distributed over servers, that send these messages in turn, each
   * from another one on.
   */
  public List<OfflineSender> offlineSenders(
      int count, List<URI> servers, List<PreparedMessage> messages, Meter meter) {
    int step = Math.max(1, messages.size() / count);
    return eventLoops.create(
        count,
        number ->
            Conversation.open(client, servers.get(number % servers.size()))
                .map(
                    conversation ->
                        new OfflineSender(meter, conversation.socket(), messages, number * step)));
  }
}
