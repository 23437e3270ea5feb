package org.messagingserver.testkit;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.InboundMessage;

/**
 * A user's only device through many connections: what it registered, and what has arrived, each
 * message once and where it arrived first.
 */
public final class Recipient {
  private static final int DEVICE = 1;
  private static final int REGISTRATION_ID = 4711;
  private static final double FORGOTTEN = 0.05;

  private final Identity identity = Identity.generate();
  private final Buffer signedPreKey = Buffer.buffer("signed prekey");
  private final Set<String> arrived = Collections.synchronizedSet(new LinkedHashSet<>());
  private final List<Buffer> registeredKeys = new ArrayList<>();
  private final Random random;

  public Recipient(Random random) {
    this.random = random;
  }

  public Address address() {
    return new Address(identity.userId(), new DeviceId(DEVICE));
  }

  public RawSocket logIn(RawSocket fresh) {
    return fresh.logIn(identity, DEVICE);
  }

  /** Registers this many new one-time keys, and waits until the server has them. */
  public void register(RawSocket socket, int count) {
    List<Buffer> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(Buffer.buffer("one-time key " + (registeredKeys.size() + i)));
    }
    int sequence = socket.sequence();
    socket.send(new ClientMessage.Register(sequence, REGISTRATION_ID, signedPreKey, keys));
    listen(socket, answer -> answer.equals(new ServerMessage.Ack(sequence)));
    registeredKeys.addAll(keys);
  }

  /** Takes messages until the socket is gone, and forgets to ack some. */
  public void listenForgetfully(RawSocket socket) {
    Optional<ServerMessage> next = socket.nextUnlessGone();
    while (next.isPresent()) {
      take(socket, next.get(), random.nextDouble() < FORGOTTEN);
      next = socket.nextUnlessGone();
    }
  }

  /** Takes and acks messages up to this one. */
  public void listenUpTo(RawSocket socket, String last) {
    listen(
        socket,
        message ->
            message instanceof InboundMessage inbound
                && inbound.sealedMessage().toString().equals(last));
  }

  private void listen(RawSocket socket, Predicate<ServerMessage> last) {
    ServerMessage message;
    do {
      message = socket.next();
      take(socket, message, false);
    } while (!last.test(message));
  }

  private void take(RawSocket socket, ServerMessage message, boolean forgets) {
    if (message instanceof InboundMessage inbound) {
      arrived.add(inbound.sealedMessage().toString());
      if (!forgets) {
        socket.cast(new ClientMessage.Ack(inbound.sequence()));
      }
    }
  }

  /** All that has arrived, in the order of first arrivals. */
  public Set<String> arrived() {
    return Collections.unmodifiableSet(arrived);
  }

  /** The one-time keys that the server acked. */
  public List<Buffer> registeredKeys() {
    return registeredKeys;
  }

  public int registrationId() {
    return REGISTRATION_ID;
  }

  public Buffer signedPreKey() {
    return signedPreKey;
  }
}
