package org.messagingserver.app.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import org.messagingserver.client.Identity;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.DeviceId;

/** A registered user who is away, and comes now and then to get what waits. */
public final class Hermit {
  private final Loops loops;
  private final URI server;
  private final Identity identity = Identity.generate();
  private final Address address = new Address(identity.userId(), new DeviceId(1));

  private Hermit(Loops loops, URI server) {
    this.loops = loops;
    this.server = server;
  }

  /** Registers one. Blocks. */
  public static Hermit registered(Loops loops, URI server) {
    Hermit hermit = new Hermit(loops, server);
    loops.make(
        1,
        number ->
            hermit.logIn().compose(talk -> talk.register().compose(done -> talk.socket().close())));
    return hermit;
  }

  private Future<Talk> logIn() {
    return Talk.open(loops.client(), server)
        .compose(talk -> talk.logIn(identity, address).map(talk));
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
                    talk -> {
                      Acker acker = new Acker(talk.socket(), messages);
                      talk.socket().readBy(acker);
                      return acker.all.future().compose(all -> leave(talk));
                    }));
  }

  /** Once the last Ack has left. */
  private static Future<Void> leave(Talk talk) {
    Promise<Void> left = Promise.promise();
    talk.socket().context().runOnContext(turn -> talk.socket().close().onComplete(left));
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
