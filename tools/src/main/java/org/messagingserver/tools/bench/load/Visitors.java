package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** Makes those who log in, and either go at once or stay. Its public methods block. */
public final class Visitors {
  /** Enough that the server notifies nobody of few keys. */
  private static final int KEYS = 50;

  private final Loops loops;

  public Visitors(Loops loops) {
    this.loops = loops;
  }

  /** Registered users who log in and go, again and again. */
  public List<? extends Source> toServer(int count, URI server, Meter meter) {
    return loops.make(
        count,
        number -> {
          Identity identity = Identity.generate();
          Supplier<Future<Conversation>> logIn = () -> logIn(server, identity);
          return logIn
              .get()
              .compose(
                  conversation ->
                      conversation
                          .register(KeyPeople.some(KEYS))
                          .compose(done -> conversation.socket().close()))
              .map(closed -> repeater(meter, number, () -> logIn.get().map(Conversation::socket)));
        });
  }

  /** The same at a baseline. */
  public List<? extends Source> toFloor(int count, URI floor, Meter meter) {
    return loops.make(
        count,
        number -> {
          Identity identity = Identity.generate();
          return Future.succeededFuture(
              repeater(meter, number, () -> Answering.dial(loops, floor, identity)));
        });
  }

  private Repeater repeater(Meter meter, int number, Supplier<Future<LeanSocket>> visit) {
    return new Repeater(
        meter,
        loops.of(number),
        () -> visit.get().compose(LeanSocket::close),
        Future::succeededFuture);
  }

  private Future<Conversation> logIn(URI server, Identity identity) {
    Address address = new Address(identity.userId(), new DeviceId(1));
    return Conversation.open(loops.client(), server)
        .compose(conversation -> conversation.logIn(identity, address).map(conversation));
  }

  /** Users without registration who log in and stay. */
  public List<LeanSocket> staying(int count, URI server) {
    return loops.make(
        count, number -> logIn(server, Identity.generate()).map(Conversation::socket));
  }

  /** Those who only connect. */
  public List<LeanSocket> connected(int count, URI server) {
    LeanSocket.Reader nobody = new NoopAwait(new Meter());
    return loops.make(count, number -> LeanSocket.dial(loops.client(), server, nobody));
  }

  /** Signs the first message that comes; done with the second. */
  private static final class Answering implements LeanSocket.Reader {
    private final Identity identity;
    private final Promise<byte[]> nonce = Promise.promise();
    private final Promise<Void> accepted = Promise.promise();

    private Answering(Identity identity) {
      this.identity = identity;
    }

    static Future<LeanSocket> dial(Loops loops, URI floor, Identity identity) {
      Answering answering = new Answering(identity);
      return LeanSocket.dial(loops.client(), floor, answering).compose(answering::prove);
    }

    private Future<LeanSocket> prove(LeanSocket socket) {
      return nonce
          .future()
          .compose(bytes -> Signing.sign(identity, bytes))
          .compose(
              signature -> {
                byte[] user = identity.userId().bytes();
                socket
                    .begin(user.length + signature.length)
                    .appendBytes(user)
                    .appendBytes(signature);
                return accepted.future();
              })
          .map(socket);
    }

    @Override
    public void message(Buffer bytes, int from, int to) {
      if (!nonce.tryComplete(bytes.getBytes(from, to))) {
        accepted.tryComplete();
      }
    }

    @Override
    public void lost() {
      LoadException lost = new LoadException("the floor has closed a socket");
      nonce.tryFail(lost);
      accepted.tryFail(lost);
    }
  }
}
