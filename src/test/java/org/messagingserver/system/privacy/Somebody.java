package org.messagingserver.system.privacy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestNodes;

/**
 * Users about whom a stranger asks, all of one kind.
 *
 * @param node where they are connected, and register
 */
record Somebody(Doing doing, Strangers strangers, int node) {
  /** Between {@code delivery.handoffMillis} and {@code delivery.ackMillis}. */
  private static final long LATE_MILLIS = 175;

  /** From strangers, within 24 hours. */
  static final int MESSAGES_WHERE_FEW_ARE_TAKEN = 20;

  /** What their device does. */
  enum Doing {
    ACKS,
    ACKS_LATE,
    NEVER_ACKS,
    IS_OFFLINE,
    IS_ANOTHER_DEVICE,
    DOES_NOT_EXIST
  }

  /** Users at the node of the stranger, who welcome strangers. */
  static Somebody who(Doing doing) {
    return new Somebody(doing, Strangers.WELCOME, 0);
  }

  Somebody admitting(Strangers other) {
    return new Somebody(doing, other, node);
  }

  Somebody atAnotherNode() {
    return new Somebody(doing, strangers, 1);
  }

  /** One more of these users, who from then on does what they all do. */
  Address another(TestNodes nodes) {
    Identity identity = Identity.generate();
    if (doing == Doing.DOES_NOT_EXIST) {
      return Mail.addressOf(identity);
    }
    RawSocket socket =
        RawSocket.open(nodes.get(node), ProtocolVersion.V2).logIn(identity, 1).must(this::register);
    if (doing == Doing.IS_ANOTHER_DEVICE) {
      socket.close();
      return new Address(identity.userId(), new DeviceId(2));
    }
    if (doing == Doing.IS_OFFLINE) {
      socket.close();
    } else if (doing != Doing.NEVER_ACKS) {
      new Thread(() -> listen(socket), "a user").start();
    }
    return Mail.addressOf(identity);
  }

  private ClientMessage register(int sequence) {
    Admission admission = new Admission(strangers, List.of());
    return new ClientMessage.Register(
        sequence, 1, Buffer.buffer("signed"), List.of(), Optional.of(admission));
  }

  private void listen(RawSocket socket) {
    Stream.generate(socket::nextUnlessGone)
        .limit(expected())
        .takeWhile(Optional::isPresent)
        .forEach(message -> ack(socket, message.get()));
  }

  private long expected() {
    return switch (strangers) {
      case WELCOME -> Long.MAX_VALUE;
      case FEW -> MESSAGES_WHERE_FEW_ARE_TAKEN;
      case NONE -> 0;
    };
  }

  private void ack(RawSocket socket, ServerMessage message) {
    ClientMessage ack = new ClientMessage.Ack(message.sequence());
    if (doing == Doing.ACKS) {
      socket.cast(ack);
    } else {
      CompletableFuture.delayedExecutor(LATE_MILLIS, TimeUnit.MILLISECONDS)
          .execute(() -> socket.cast(ack));
    }
  }
}
