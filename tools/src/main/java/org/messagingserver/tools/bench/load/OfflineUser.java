package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** A registered user who is away, and comes now and then to get what waits. */
public final class OfflineUser {
  private final Loops loops;
  private final URI server;
  private final Identity identity = Identity.generate();
  private final Address address = new Address(identity.userId(), new DeviceId(1));

  private OfflineUser(Loops loops, URI server) {
    this.loops = loops;
    this.server = server;
  }

  /** Registers one. Blocks. */
  public static OfflineUser registered(Loops loops, URI server) {
    OfflineUser offlineUser = new OfflineUser(loops, server);
    loops.make(
        1,
        number ->
            offlineUser
                .logIn()
                .compose(
                    conversation ->
                        conversation.register().compose(done -> conversation.socket().close())));
    return offlineUser;
  }

  private Future<Conversation> logIn() {
    return Conversation.open(loops.client(), server)
        .compose(conversation -> conversation.logIn(identity, address).map(conversation));
  }

  /** A letter to this user. */
  public Letter letter() {
    return new Letter(address);
  }

  /** Comes, acks so many messages as they arrive, and goes. Blocks. */
  public void visit(int messages) {
    loops.make(
        1,
        number ->
            logIn()
                .compose(
                    conversation -> {
                      Acker acker = new Acker(conversation.socket(), messages);
                      conversation.socket().readBy(acker);
                      return acker.all.future().compose(all -> leave(conversation));
                    }));
  }

  /** Once the last Ack has left. */
  private static Future<Void> leave(Conversation conversation) {
    Promise<Void> left = Promise.promise();
    conversation
        .socket()
        .context()
        .runOnContext(turn -> conversation.socket().close().onComplete(left));
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
