package org.messagingserver.testkit;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ServerMessage;

/** What the tests of whole conversations say over and over. */
public final class Mail {
  private Mail() {}

  public static Address addressOf(Identity identity) {
    return new Address(identity.userId(), new DeviceId(1));
  }

  /** A user whose first device is registered, and offline. */
  public static Identity registered(TestServer server) {
    Identity identity = Identity.generate();
    RawSocket socket = RawSocket.open(server).logIn(identity, 1);
    register(socket);
    socket.close();
    return identity;
  }

  /** Registers, and waits for the Ack; what is delivered before it is lost. */
  public static void register(RawSocket socket) {
    int sequence = socket.sequence();
    socket.send(new ClientMessage.Register(sequence, 1, Buffer.buffer("signed"), List.of()));
    awaitAck(socket, sequence);
  }

  /** Waits for an Ack; says what was delivered before it. */
  public static List<String> awaitAck(RawSocket socket, int sequence) {
    List<String> before = new ArrayList<>();
    while (true) {
      ServerMessage message = socket.next();
      if (message.equals(new ServerMessage.Ack(sequence))) {
        return before;
      }
      before.add(text(message));
    }
  }

  public static int send(RawSocket sender, Identity to, String text) {
    return send(sender, to, Buffer.buffer(text));
  }

  public static int send(RawSocket sender, Identity to, Buffer content) {
    int sequence = sender.sequence();
    sender.send(new ClientMessage.OutboundMessage(sequence, addressOf(to), content));
    return sequence;
  }

  /** Sends, and waits until it is acked. */
  public static void deliver(RawSocket sender, Identity to, String text) {
    awaitAck(sender, send(sender, to, text));
  }

  /** The answers to these requests, in their order: "ack", or the error's name. */
  public static Map<Integer, String> answers(RawSocket sender, List<Integer> sequences) {
    Map<Integer, String> found = new HashMap<>();
    for (int count = 0; count < sequences.size(); count++) {
      ServerMessage answer = sender.next();
      found.put(
          answer.sequence(),
          answer instanceof ServerMessage.Failure failure ? failure.name() : "ack");
    }
    Map<Integer, String> ordered = new LinkedHashMap<>();
    sequences.forEach(sequence -> ordered.put(sequence, found.get(sequence)));
    return ordered;
  }

  /** The text of a delivered message. */
  public static String text(ServerMessage message) {
    return ((ServerMessage.InboundMessage) message).sealedMessage().toString();
  }

  /** The next delivered message, acked. */
  public static String takeOne(RawSocket recipient) {
    ServerMessage message = recipient.next();
    recipient.send(new ClientMessage.Ack(message.sequence()));
    return text(message);
  }

  public static List<String> take(RawSocket recipient, int count) {
    return Stream.generate(() -> takeOne(recipient)).limit(count).toList();
  }

  /** All that waits for a user: what a fresh login gets, up to a message sent for the purpose. */
  public static List<String> takeAll(TestServer server, Identity owner) {
    RawSocket sender = RawSocket.open(server);
    deliver(sender, owner, "the last");
    RawSocket recipient = RawSocket.open(server).logIn(owner, 1);
    List<String> all =
        new ArrayList<>(
            Stream.generate(() -> takeOne(recipient))
                .takeWhile(text -> !text.equals("the last"))
                .toList());
    recipient.close();
    sender.close();
    return all;
  }

  public static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + RawSocket.SOON.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to pass");
      }
      pause(Duration.ofMillis(5));
    }
  }

  public static void pause(Duration length) {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
