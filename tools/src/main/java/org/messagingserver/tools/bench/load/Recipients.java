package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** A registered user with sockets that ack every message, or none. */
public final class Recipients {
  private static final Noop NEVER_ACKS = new Noop();

  private final EventLoops eventLoops;
  private final boolean acks;

  public Recipients(EventLoops eventLoops, boolean acks) {
    this.eventLoops = eventLoops;
    this.acks = acks;
  }

  /**
   * Opens the sockets of one user, which last as long as the process; returns a message to it.
   * Blocks.
   *
   * @param servers one for each socket
   */
  public PreparedMessage open(List<URI> servers) {
    Identity identity = Identity.generate();
    Address address = new Address(identity.userId(), new DeviceId(1));
    for (URI server : servers) {
      eventLoops.create(1, number -> open(identity, address, server));
    }
    return new PreparedMessage(address);
  }

  private Future<Conversation> open(Identity identity, Address address, URI server) {
    return Conversation.open(eventLoops.client(), server)
        .compose(
            conversation ->
                conversation
                    .logIn(identity, address)
                    .compose(done -> conversation.register())
                    .map(conversation))
        .onSuccess(this::setReader);
  }

  private void setReader(Conversation conversation) {
    LeanSocket socket = conversation.socket();
    socket.setReader(acks ? new Acks(socket) : NEVER_ACKS);
  }

  private static class Noop implements LeanSocket.Reader {
    @Override
    public void message(Buffer bytes, int from, int to) {}

    @Override
    public void lost() {}
  }

  private static final class Acks extends Noop {
    private final LeanSocket socket;

    private Acks(LeanSocket socket) {
      this.socket = socket;
    }

    @Override
    public void message(Buffer bytes, int from, int to) {
      int payload = Envelope.payload(bytes, from);
      if (bytes.getByte(payload) == Envelope.INBOUND_MESSAGE) {
        Envelope.ack(socket, bytes, from, payload);
      }
    }
  }
}
