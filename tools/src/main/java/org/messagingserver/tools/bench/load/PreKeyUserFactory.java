package org.messagingserver.tools.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.UserId;

/** Creates users with one-time keys, and clients that fetch them. Its public methods block. */
public final class PreKeyUserFactory {
  private static final int KEY_BYTES = 33;

  /** The most keys that fit into one frame of a {@link LeanSocket}. */
  private static final int KEYS_AT_ONCE = 1000;

  private final EventLoops eventLoops;

  public PreKeyUserFactory(EventLoops eventLoops) {
    this.eventLoops = eventLoops;
  }

  /** Creates users, each with one device that has {@code keys} one-time keys. */
  public List<UserId> owners(int count, int keys, URI server) {
    return eventLoops.create(
        count,
        number -> {
          Identity identity = Identity.generate();
          Address address = new Address(identity.userId(), new DeviceId(1));
          return Conversation.open(eventLoops.client(), server)
              .compose(
                  conversation ->
                      conversation
                          .logIn(identity, address)
                          .compose(done -> register(conversation, keys))
                          .compose(done -> conversation.socket().close()))
              .map(closed -> identity.userId());
        });
  }

  /** Creates an offline device whose signed prekey makes answers large. */
  public Address withLargeKey(int bytes, int oneTimeKeys, URI server) {
    return withLargeKeys(1, bytes, oneTimeKeys, server);
  }

  /** Creates several such devices of one user, and returns the first. */
  public Address withLargeKeys(int devices, int bytes, int oneTimeKeys, URI server) {
    Identity identity = Identity.generate();
    Buffer signed = Buffer.buffer(new byte[bytes]);
    return eventLoops
        .create(
            devices,
            number -> {
              Address address = new Address(identity.userId(), new DeviceId(1 + number));
              return Conversation.open(eventLoops.client(), server)
                  .compose(
                      conversation ->
                          conversation
                              .logIn(identity, address)
                              .compose(done -> conversation.register(signed, some(oneTimeKeys)))
                              .compose(done -> conversation.socket().close()))
                  .map(closed -> address);
            })
        .get(0);
  }

  private static Future<Void> register(Conversation conversation, int keys) {
    if (keys <= KEYS_AT_ONCE) {
      return conversation.register(some(keys));
    }
    return conversation
        .register(some(KEYS_AT_ONCE))
        .compose(done -> register(conversation, keys - KEYS_AT_ONCE));
  }

  static List<Buffer> some(int count) {
    List<Buffer> keys = new ArrayList<>(count);
    for (int key = 0; key < count; key++) {
      byte[] bytes = new byte[KEY_BYTES];
      ThreadLocalRandom.current().nextBytes(bytes);
      keys.add(Buffer.buffer(bytes));
    }
    return keys;
  }

  /** Creates anonymous clients that fetch the keys of these users in turn. */
  public List<? extends LoadSource> fetchers(
      int count, URI server, List<UserId> users, Meter meter) {
    AtomicInteger next = new AtomicInteger();
    return eventLoops.create(
        count,
        number ->
            Conversation.open(eventLoops.client(), server)
                .map(
                    conversation ->
                        new Repeater(
                            meter,
                            eventLoops.of(number),
                            () ->
                                conversation.fetchKeys(
                                    users.get(next.getAndIncrement() % users.size())),
                            conversation.socket()::close)));
  }

  /** Creates connections of the reference client that fetch the keys of a user's devices. */
  public List<? extends LoadSource> clients(
      int count, ProtocolVersion version, URI server, UserId user, int devices, Meter meter) {
    MessagingClient client =
        MessagingClient.create(eventLoops.vertx(), ClientOptions.of(server).withVersion(version));
    return eventLoops.create(
        count,
        number -> {
          AnonymousConnection connection = client.anonymous();
          Context loop = eventLoops.of(number);
          return connection
              .connect()
              .map(
                  connected ->
                      new Repeater(
                          meter,
                          loop,
                          () -> on(loop, fetch(connection, user, devices)),
                          connection::close));
        });
  }

  private static Future<Void> fetch(AnonymousConnection connection, UserId user, int devices) {
    return connection
        .preKeys(user, Set.of())
        .compose(
            found ->
                found.size() == devices
                    ? Future.succeededFuture()
                    : Future.failedFuture("the answer has only " + found.size() + " devices"));
  }

  /** The connection completes its futures on another event loop. */
  private static Future<Void> on(Context loop, Future<Void> result) {
    Promise<Void> promise = Promise.promise();
    result.onComplete(done -> loop.runOnContext(tick -> promise.handle(done)));
    return promise.future();
  }
}
