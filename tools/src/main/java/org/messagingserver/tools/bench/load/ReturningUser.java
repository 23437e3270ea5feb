package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/**
 * A registered user that logs in when told to, and acks its messages; and an anonymous sender to
 * it, on the same event loop. Its methods may be called from any thread.
 */
public final class ReturningUser implements LeanSocket.Reader {
  private final EventLoops eventLoops;
  private final Context loop;
  private final Identity identity = Identity.generate();
  private final Address address = new Address(identity.userId(), new DeviceId(1));
  private final PreparedMessage message = new PreparedMessage(address);
  private final LeanSocket sender;
  private final Sequence sequence;
  private Optional<LeanSocket> socket = Optional.empty();
  private Promise<Long> received = Promise.promise();
  private Promise<Void> acked = Promise.promise();

  /** The sequences of a sender's messages, which several users share. */
  private static final class Sequence implements LeanSocket.Reader {
    private final Map<Integer, ReturningUser> waiting = new HashMap<>();
    private int last;

    @Override
    public void message(Buffer bytes, int from, int to) {
      int kind = bytes.getByte(Envelope.payload(bytes, from));
      ReturningUser user = waiting.remove(Envelope.sequence(bytes, from));
      if (user == null) {
        return;
      }
      if (kind == Envelope.ACK) {
        user.acked.tryComplete();
      } else {
        user.acked.tryFail(new LoadException("a message was refused"));
        user.received.tryFail(new LoadException("a message was refused"));
      }
    }

    @Override
    public void lost() {
      waiting
          .values()
          .forEach(user -> user.received.tryFail(new LoadException("a sender is lost")));
    }
  }

  private ReturningUser(EventLoops eventLoops, Context loop, LeanSocket sender, Sequence sequence) {
    this.eventLoops = eventLoops;
    this.loop = loop;
    this.sender = sender;
    this.sequence = sequence;
  }

  /**
   * Registers users at a server, without keys, and leaves them offline. Blocks.
   *
   * @param senders where their senders are, 32 in all
   */
  public static List<ReturningUser> register(
      EventLoops eventLoops, int count, URI server, URI senders) {
    int shared = Math.min(count, 32);
    List<Sequence> sequences = Stream.generate(Sequence::new).limit(shared).toList();
    List<LeanSocket> sockets =
        eventLoops.create(
            shared,
            number ->
                Conversation.open(eventLoops.client(), senders)
                    .map(Conversation::socket)
                    .onSuccess(socket -> socket.setReader(sequences.get(number))));
    return eventLoops.create(
        count,
        number -> {
          int mine = number % shared;
          ReturningUser user =
              new ReturningUser(
                  eventLoops, sockets.get(mine).context(), sockets.get(mine), sequences.get(mine));
          return Conversation.open(eventLoops.client(), server)
              .compose(
                  opened ->
                      opened
                          .logIn(user.identity, user.address)
                          .compose(done -> opened.register())
                          .compose(done -> opened.socket().close()))
              .map(user);
        });
  }

  /** Logs in at a server; completes with how long that took, in nanoseconds. */
  public Future<Long> logIn(URI server) {
    Promise<Long> done = Promise.promise();
    loop.runOnContext(tick -> logInNow(server).onComplete(done));
    return done.future();
  }

  private Future<Long> logInNow(URI server) {
    long begin = System.nanoTime();
    return Conversation.open(eventLoops.client(), server)
        .compose(opened -> opened.logIn(identity, address).map(opened))
        .map(
            opened -> {
              socket = Optional.of(opened.socket());
              opened.socket().setReader(this);
              return System.nanoTime() - begin;
            });
  }

  /** Logs out. */
  public Future<Void> leave() {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(
        tick -> socket.map(LeanSocket::close).orElseGet(Future::succeededFuture).onComplete(done));
    return done.future();
  }

  /** Is sent a message; completes with the nanoseconds until it is received. */
  public Future<Long> receive() {
    Promise<Long> done = Promise.promise();
    loop.runOnContext(
        tick -> {
          received = Promise.promise();
          send();
          received.future().onComplete(done);
        });
    return done.future();
  }

  /** Is sent a message while offline; completes with the nanoseconds until the sender's Ack. */
  public Future<Long> store() {
    Promise<Long> done = Promise.promise();
    loop.runOnContext(
        tick -> {
          long begin = System.nanoTime();
          acked = Promise.promise();
          send();
          acked.future().map(ack -> System.nanoTime() - begin).onComplete(done);
        });
    return done.future();
  }

  private void send() {
    int number = ++sequence.last;
    sequence.waiting.put(number, this);
    message.send(sender, number, System.nanoTime());
  }

  @Override
  public void message(Buffer bytes, int from, int to) {
    int payload = Envelope.payload(bytes, from);
    if (bytes.getByte(payload) == Envelope.INBOUND_MESSAGE) {
      socket.ifPresent(open -> Envelope.ack(open, bytes, from, payload));
      received.tryComplete(System.nanoTime() - PreparedMessage.time(bytes, to));
    }
  }

  @Override
  public void lost() {
    socket = Optional.empty();
  }

  /** Closes the senders of these users. Blocks. */
  public static void closeAll(List<ReturningUser> users) {
    Await.result(Future.join(users.stream().map(user -> user.leave()).toList()).otherwiseEmpty());
    Await.result(
        Future.join(
                users.stream().map(user -> user.sender).distinct().map(LeanSocket::close).toList())
            .otherwiseEmpty());
  }
}
