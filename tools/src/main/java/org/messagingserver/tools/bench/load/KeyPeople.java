package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

/** Makes those who have one-time keys, and those who fetch them. Its public methods block. */
public final class KeyPeople {
  private static final int KEY_BYTES = 33;

  /** As many as one frame of a {@link LeanSocket} can hold. */
  private static final int KEYS_AT_ONCE = 1000;

  private final Loops loops;

  public KeyPeople(Loops loops) {
    this.loops = loops;
  }

  /** So many users, each with one device that has so many keys. */
  public List<UserId> owners(int count, int keys, URI server) {
    return loops.make(
        count,
        number -> {
          Identity identity = Identity.generate();
          Address address = new Address(identity.userId(), new DeviceId(1));
          return Conversation.open(loops.client(), server)
              .compose(
                  conversation ->
                      conversation
                          .logIn(identity, address)
                          .compose(done -> register(conversation, keys))
                          .compose(done -> conversation.socket().close()))
              .map(closed -> identity.userId());
        });
  }

  /** A device that is away, whose signed prekey makes large answers. */
  public Address withLargeKey(int bytes, int oneTimeKeys, URI server) {
    return withLargeKeys(1, bytes, oneTimeKeys, server);
  }

  /** The first of so many devices of one user that are away, as above. */
  public Address withLargeKeys(int devices, int bytes, int oneTimeKeys, URI server) {
    Identity identity = Identity.generate();
    Buffer signed = Buffer.buffer(new byte[bytes]);
    return loops
        .make(
            devices,
            number -> {
              Address address = new Address(identity.userId(), new DeviceId(1 + number));
              return Conversation.open(loops.client(), server)
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

  /** Strangers who fetch keys of these users in turn. */
  public List<? extends Source> fetchers(int count, URI server, List<UserId> users, Meter meter) {
    AtomicInteger next = new AtomicInteger();
    return loops.make(
        count,
        number ->
            Conversation.open(loops.client(), server)
                .map(
                    conversation ->
                        new Repeater(
                            meter,
                            loops.of(number),
                            () ->
                                conversation.fetchKeys(
                                    users.get(next.getAndIncrement() % users.size())),
                            conversation.socket()::close)));
  }
}
