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

/** Creates users that log in, and disconnect or stay. Its public methods block. */
public final class LoginFactory {
  /** Enough keys that the server does not request more. */
  private static final int KEYS = 50;

  private final EventLoops eventLoops;

  public LoginFactory(EventLoops eventLoops) {
    this.eventLoops = eventLoops;
  }

  /** Creates registered users that repeatedly log in and disconnect. */
  public List<? extends LoadSource> toServer(int count, URI server, Meter meter) {
    return eventLoops.create(
        count,
        number -> {
          Identity identity = Identity.generate();
          Supplier<Future<Conversation>> logIn = () -> logIn(server, identity);
          return logIn
              .get()
              .compose(
                  conversation ->
                      conversation
                          .register(PreKeyUserFactory.some(KEYS))
                          .compose(done -> conversation.socket().close()))
              .map(closed -> repeater(meter, number, () -> logIn.get().map(Conversation::socket)));
        });
  }

  /** Creates users that repeatedly log in to a baseline and disconnect. */
  public List<? extends LoadSource> toBaseline(int count, URI baseline, Meter meter) {
    return eventLoops.create(
        count,
        number -> {
          Identity identity = Identity.generate();
          return Future.succeededFuture(
              repeater(meter, number, () -> Answering.dial(eventLoops, baseline, identity)));
        });
  }

  private Repeater repeater(Meter meter, int number, Supplier<Future<LeanSocket>> visit) {
    return new Repeater(
        meter,
        eventLoops.of(number),
        () -> visit.get().compose(LeanSocket::close),
        Future::succeededFuture);
  }

  private Future<Conversation> logIn(URI server, Identity identity) {
    Address address = new Address(identity.userId(), new DeviceId(1));
    return Conversation.open(eventLoops.client(), server)
        .compose(conversation -> conversation.logIn(identity, address).map(conversation));
  }

  /** Creates unregistered users that log in and stay. */
  public List<LeanSocket> loggedIn(int count, URI server) {
    return eventLoops.create(
        count, number -> logIn(server, Identity.generate()).map(Conversation::socket));
  }

  /** Opens connections without a login. */
  public List<LeanSocket> connected(int count, URI server) {
    LeanSocket.Reader nobody = new NoopAwait(new Meter());
    return eventLoops.create(
        count, number -> LeanSocket.connect(eventLoops.client(), server, nobody));
  }

  /** Signs the first message; completes with the second. */
  private static final class Answering implements LeanSocket.Reader {
    private final Identity identity;
    private final Promise<byte[]> nonce = Promise.promise();
    private final Promise<Void> accepted = Promise.promise();

    private Answering(Identity identity) {
      this.identity = identity;
    }

    static Future<LeanSocket> dial(EventLoops eventLoops, URI baseline, Identity identity) {
      Answering answering = new Answering(identity);
      return LeanSocket.connect(eventLoops.client(), baseline, answering).compose(answering::prove);
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
      LoadException lost = new LoadException("the baseline has closed a socket");
      nonce.tryFail(lost);
      accepted.tryFail(lost);
    }
  }
}
