package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagePart;
import org.messagingserver.client.SendOptions;
import org.messagingserver.client.ServerRefusedException;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Handling;

/** Messages to a recipient that is online, offline, or does not ack. */
final class MessageSteps {
  private static final int BURST = 50;
  private static final int LARGE = 16 << 10;
  private static final int ATTEMPTS = 10;

  private final Steps steps;
  private final TestUsers users;
  private final Random random = new Random();
  private Buffer unacked = Buffer.buffer();

  MessageSteps(Steps steps, TestUsers users) {
    this.steps = steps;
    this.users = users;
  }

  void run() throws InterruptedException {
    steps.step("a message reaches Bob, and its sender receives an Ack", () -> sendAndReceive(300));
    steps.step("so does an empty one", () -> sendAndReceive(0));
    steps.step("so does one of a single byte", () -> sendAndReceive(1));
    steps.step("so does one of " + LARGE + " bytes", () -> sendAndReceive(LARGE));
    steps.step(BURST + " messages at once reach Bob in order", this::burst);
    steps.step("so does a part of a message to several devices", this::multiRecipient);
    steps.step("so does one that may expire within an hour", this::shortLived);
    steps.step("so does one that wakes nobody", this::quiet);
    steps.step("so does one that is worth nothing later", this::onlineOnly);
    steps.step("Bob goes offline", () -> users.bob().logout());
    steps.step("messages to Bob are stored, and delivered in order", this::offline);
    steps.step("Bob learns that he has acked all of them", () -> users.bob().awaitDrained());
    steps.step("Bob receives a message and does not ack it", this::receiveWithoutAck);
    steps.step("the server sends it again after Bob reconnects", this::receiveAgain);
  }

  private Buffer message(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  private List<Buffer> messages(int count) {
    return IntStream.range(0, count).mapToObj(number -> message(300)).toList();
  }

  private void sendAndReceive(int length) throws InterruptedException {
    Buffer message = message(length);
    users.send(bob(), message);
    expect(message);
  }

  private Address bob() {
    return users.bob().address();
  }

  private void expect(Buffer message) throws InterruptedException {
    Buffer actual = users.bob().nextMessage();
    UnexpectedAnswerException.check(
        actual.equals(message),
        "the message of " + message.length() + " bytes, as it was sent",
        "another one of " + actual.length() + " bytes");
  }

  private void sendAll(List<Buffer> messages) throws InterruptedException {
    Await.success(
        Future.all(messages.stream().map(each -> users.stranger().send(bob(), each)).toList()));
  }

  private void burst() throws InterruptedException {
    List<Buffer> messages = messages(BURST);
    sendAll(messages);
    expectAll(messages);
  }

  /** The other recipient does not exist. */
  private void multiRecipient() throws InterruptedException {
    Buffer shared = message(300);
    MessagePart part = new MessagePart(bob(), message(50).getBytes());
    MessagePart refused =
        new MessagePart(
            new Address(Identity.generate().userId(), new DeviceId(1)), message(50).getBytes());
    List<Optional<ServerRefusedException>> outcomes =
        Await.success(users.stranger().sendMultiRecipient(shared, List.of(refused, part)));
    List<String> errors =
        outcomes.stream()
            .map(outcome -> outcome.map(ServerRefusedException::name).orElse("safe"))
            .toList();
    List<String> expected = List.of(ErrorName.UNKNOWN_USER.text(), "safe");
    UnexpectedAnswerException.check(
        errors.equals(expected), expected.toString(), errors.toString());
    expect(Buffer.buffer(part.head()).appendBuffer(shared));
  }

  private void shortLived() throws InterruptedException {
    Buffer message = message(300);
    Await.success(
        users.stranger().send(bob(), message, SendOptions.NONE.withHandling(new Handling(1))));
    expect(message);
  }

  private void quiet() throws InterruptedException {
    Buffer message = message(300);
    Await.success(users.stranger().send(bob(), message, SendOptions.NONE.withQuiet()));
    expect(message);
  }

  /** The server may drop it, as it may if Bob's client acks slowly just then. */
  private void onlineOnly() throws InterruptedException {
    Buffer message = message(300);
    SendOptions onlineOnly = SendOptions.NONE.withHandling(new Handling(0, true));
    Buffer actual = null;
    for (int attempt = 0; attempt < ATTEMPTS && actual == null; attempt++) {
      Await.success(users.stranger().send(bob(), message, onlineOnly));
      actual = users.bob().nextMessageWithin(1000);
    }
    UnexpectedAnswerException.check(
        message.equals(actual), "the message", actual == null ? "none" : "another one");
  }

  private void offline() throws InterruptedException {
    List<Buffer> messages = messages(5);
    sendAll(messages);
    users.bob().login();
    expectAll(messages);
  }

  private void expectAll(List<Buffer> messages) throws InterruptedException {
    for (Buffer message : messages) {
      expect(message);
    }
  }

  private void receiveWithoutAck() throws InterruptedException {
    unacked = message(300);
    users.bob().setFailing(true);
    users.send(bob(), unacked);
    expect(unacked);
  }

  private void receiveAgain() throws InterruptedException {
    users.bob().setFailing(false);
    users.bob().reconnect();
    expect(unacked);
  }
}
