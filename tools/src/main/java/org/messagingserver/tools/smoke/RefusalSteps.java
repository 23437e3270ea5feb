package org.messagingserver.tools.smoke;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.UserId;

/** The requests that the server must reject with an error. */
final class RefusalSteps {
  private static final Buffer MESSAGE = Buffer.buffer("refuse me");

  /** A Message of sequence 7 without a payload, by its bytes. */
  private static final Buffer WITHOUT_PAYLOAD = Buffer.buffer(new byte[] {0x08, 0x07});

  /** Announces a field that does not follow. */
  private static final Buffer GARBAGE = Buffer.buffer(new byte[] {(byte) 0xff});

  private final Steps steps;
  private final TestUsers users;

  RefusalSteps(Steps steps, TestUsers users) {
    this.steps = steps;
    this.users = users;
  }

  void run() throws InterruptedException {
    steps.step("a login signed by another key: unauthorized, closed", this::forgedLogin);
    steps.step("a stranger may not register or unregister: unauthorized", this::anonymousRegister);
    steps.step("a message to an unknown user: unknown_user", this::unknownUser);
    steps.step(
        "a message to a device that Alice does not have: unknown_device", this::unknownDevice);
    steps.step(
        "anonymous requests on an authenticated connection: refused", this::anonymousOperations);
    steps.step("a malformed userID: invalid_user_id", this::malformedUserId);
    steps.step("a Message without payload: invalid_message", this::withoutPayload);
    steps.step("a frame that is not a Message: invalid_message, closed", this::garbage);
    steps.step("a text frame: closed", this::text);
  }

  private void forgedLogin() throws InterruptedException {
    users
        .openRawSocket()
        .login(1, users.alice().address(), Identity.generate())
        .expectError(1, ErrorName.UNAUTHORIZED)
        .expectClose(CloseCode.POLICY.code());
  }

  private void anonymousRegister() throws InterruptedException {
    RawSocket raw = strangerSocket();
    raw.send(new Register(1, 1, MESSAGE, List.of())).expectError(1, ErrorName.UNAUTHORIZED);
    raw.send(new Unregister(2)).expectError(2, ErrorName.UNAUTHORIZED);
    raw.close();
  }

  private void unknownUser() throws InterruptedException {
    Address nobody = new Address(Identity.generate().userId(), TestUser.DEVICE);
    Await.refusal(users.stranger().send(nobody, MESSAGE), ErrorName.UNKNOWN_USER);
  }

  private void unknownDevice() throws InterruptedException {
    Address lacking = new Address(users.alice().address().user(), DeviceId.of(2));
    Await.refusal(users.stranger().send(lacking, MESSAGE), ErrorName.UNKNOWN_DEVICE);
  }

  private void anonymousOperations() throws InterruptedException {
    TestUser alice = users.alice();
    RawSocket raw = users.openRawSocket().login(1, alice.address(), alice.identity()).expectAck(1);
    for (ClientMessage operation :
        List.of(
            new OutboundMessage(2, users.bob().address(), MESSAGE),
            new RequestPreKeys(3, users.bob().address().user(), Set.of()),
            new AuthResponse(4, MESSAGE, MESSAGE))) {
      raw.send(operation)
          .expectError(
              operation.sequence(), ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    }
    raw.close();
  }

  private void malformedUserId() throws InterruptedException {
    RawSocket raw = strangerSocket();
    raw.sendFrame(malformed(new OutboundMessage(1, users.bob().address(), MESSAGE)))
        .expectError(1, ErrorName.INVALID_USER_ID);
    raw.sendFrame(malformed(new RequestPreKeys(2, users.bob().address().user(), Set.of())))
        .expectError(2, ErrorName.INVALID_USER_ID);
    expectAlive(raw);
  }

  /** The frame of a message to Bob, with another first byte in his userID. */
  private Buffer malformed(ClientMessage message) {
    byte[] frame = ClientMessageCodec.encode(message).getBytes();
    String text = latin1(frame);
    int userId = text.indexOf(latin1(users.bob().address().user().bytes()));
    frame[userId] = UserId.TYPE + 1;
    return Buffer.buffer(frame);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private void withoutPayload() throws InterruptedException {
    RawSocket raw = strangerSocket();
    raw.sendFrame(WITHOUT_PAYLOAD).expectError(7, ErrorName.INVALID_MESSAGE);
    expectAlive(raw);
  }

  private void expectAlive(RawSocket raw) throws InterruptedException {
    raw.send(new RequestPreKeys(9, Identity.generate().userId(), Set.of()))
        .expectError(9, ErrorName.UNKNOWN_USER)
        .close();
  }

  private void garbage() throws InterruptedException {
    strangerSocket()
        .sendFrame(GARBAGE)
        .expectError(0, ErrorName.INVALID_MESSAGE)
        .expectClose(CloseCode.NO_MESSAGE.code());
  }

  private void text() throws InterruptedException {
    strangerSocket().sendText("hello").expectClose(CloseCode.NOT_BINARY.code());
  }

  private RawSocket strangerSocket() throws InterruptedException {
    RawSocket raw = users.openRawSocket();
    UnexpectedAnswerException.check(
        raw.expectChallenge().bytes().length == Nonce.LENGTH,
        "a nonce of 32 bytes",
        "another length");
    return raw;
  }
}
