package org.messagingserver.tools.smoke;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.messagingserver.protocol.Address;

/** Messages to recipients that are online, that are offline, and that drop them. */
final class MessageSteps {
  private static final int BURST = 50;
  private static final int LARGE = 16 << 10;

  private final Steps steps;
  private final TestUsers testUsers;
  private final Random random = new Random();
  private Buffer dropped = Buffer.buffer();

  MessageSteps(Steps steps, TestUsers testUsers) {
    this.steps = steps;
    this.testUsers = testUsers;
  }

  void run() throws InterruptedException {
    steps.step("a message reaches Bob, and its sender is told", () -> sendAndReceive(300));
    steps.step("so does an empty one", () -> sendAndReceive(0));
    steps.step("so does one of a single byte", () -> sendAndReceive(1));
    steps.step("so does one of " + LARGE + " bytes", () -> sendAndReceive(LARGE));
    steps.step(BURST + " messages at once reach Bob in their order", this::burst);
    steps.step("Bob goes offline", () -> testUsers.bob().logout());
    steps.step("messages to Bob are kept for him, and come in their order", this::offline);
    steps.step("Bob drops a message without an Ack", this::drop);
    steps.step("it comes again when Bob is back", this::comesAgain);
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
    testUsers.send(bob(), message);
    expect(message);
  }

  private Address bob() {
    return testUsers.bob().address();
  }

  private void expect(Buffer message) throws InterruptedException {
    Buffer came = testUsers.bob().nextMessage();
    WrongAnswerException.unless(
        came.equals(message),
        "the message of " + message.length() + " bytes, as it was sent",
        "another one of " + came.length() + " bytes");
  }

  private void sendAll(List<Buffer> messages) throws InterruptedException {
    Answers.success(
        Future.all(messages.stream().map(each -> testUsers.stranger().send(bob(), each)).toList()));
  }

  private void burst() throws InterruptedException {
    List<Buffer> messages = messages(BURST);
    sendAll(messages);
    expectAll(messages);
  }

  private void offline() throws InterruptedException {
    List<Buffer> messages = messages(5);
    sendAll(messages);
    testUsers.bob().login();
    expectAll(messages);
  }

  private void expectAll(List<Buffer> messages) throws InterruptedException {
    for (Buffer message : messages) {
      expect(message);
    }
  }

  private void drop() throws InterruptedException {
    dropped = message(300);
    testUsers.bob().clumsy(true);
    testUsers.send(bob(), dropped);
    expect(dropped);
  }

  private void comesAgain() throws InterruptedException {
    testUsers.bob().clumsy(false);
    testUsers.bob().reconnect();
    expect(dropped);
  }
}
