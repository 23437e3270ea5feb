package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** A registered user that is offline, and sometimes logs in to receive its waiting messages. */
public final class OfflineUser {
  private final EventLoops eventLoops;
  private final URI server;
  private final Identity identity = Identity.generate();
  private final Address address = new Address(identity.userId(), new DeviceId(1));

  private OfflineUser(EventLoops eventLoops, URI server) {
    this.eventLoops = eventLoops;
    this.server = server;
  }

  /** Registers a user. Blocks. */
  public static OfflineUser registered(EventLoops eventLoops, URI server) {
    OfflineUser user = new OfflineUser(eventLoops, server);
    eventLoops.create(
        1,
        number ->
            user.logIn()
                .compose(
                    conversation ->
                        conversation.register().compose(done -> conversation.socket().close())));
    return user;
  }

  private Future<Conversation> logIn() {
    return Conversation.open(eventLoops.client(), server)
        .compose(conversation -> conversation.logIn(identity, address).map(conversation));
  }

  /** A message to this user. */
  public PreparedMessage message() {
    return new PreparedMessage(address);
  }

  /** Logs in, acks this number of messages, and disconnects. Blocks. */
  public void drain(int messages) {
    eventLoops.create(
        1,
        number ->
            logIn()
                .compose(
                    conversation -> {
                      Acker acker = new Acker(conversation.socket(), messages);
                      conversation.socket().setReader(acker);
                      return acker.all.future().compose(all -> disconnect(conversation));
                    }));
  }

  /** Disconnects after the last Ack was sent. */
  private static Future<Void> disconnect(Conversation conversation) {
    Promise<Void> left = Promise.promise();
    conversation
        .socket()
        .context()
        .runOnContext(tick -> conversation.socket().close().onComplete(left));
    return left.future();
  }

  private static final class Acker implements LeanSocket.Reader {
    private final Promise<Void> all = Promise.promise();
    private final LeanSocket socket;
    private int left;

    private Acker(LeanSocket socket, int left) {
      this.socket = socket;
      this.left = left;
    }

    @Override
    public void message(Buffer bytes, int from, int to) {
      int payload = Envelope.payload(bytes, from);
      if (bytes.getByte(payload) == Envelope.INBOUND_MESSAGE) {
        Envelope.ack(socket, bytes, from, payload);
        if (--left == 0) {
          all.complete();
        }
      }
    }

    @Override
    public void lost() {
      all.tryFail(new LoadException("the server has closed a socket"));
    }
  }
}
