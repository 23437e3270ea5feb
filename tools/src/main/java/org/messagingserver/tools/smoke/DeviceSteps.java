package org.messagingserver.tools.smoke;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.messagingserver.client.Admission;
import org.messagingserver.client.Admission.Strangers;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.PreKeysOptions;
import org.messagingserver.client.SendOptions;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;

/** Requests that name registrations and devices, and a device that admits only its contacts. */
final class DeviceSteps {
  private static final Buffer MESSAGE = Buffer.buffer("for one registration");

  private final Steps steps;
  private final TestUsers users;
  private final DeliveryToken token = randomToken();

  DeviceSteps(Steps steps, TestUsers users) {
    this.steps = steps;
    this.users = users;
  }

  private static DeliveryToken randomToken() {
    byte[] bytes = new byte[DeliveryToken.BYTES];
    new Random().nextBytes(bytes);
    return DeliveryToken.of(bytes);
  }

  void run() throws InterruptedException {
    steps.step("a message for another registration of Bob's device: stale_device", this::stale);
    steps.step("one for its registration reaches Bob", this::fresh);
    steps.step("a stranger who knows that registration receives no keys", this::fetchWithKnown);
    steps.step("one who knows another registration receives the keys", this::fetchWithFormer);
    steps.step("keys of a device that Bob does not have: unknown_device", this::fetchUnknown);
    steps.step("Bob admits only his contacts", () -> users.bob().admit(contacts()));
    steps.step("a message of a stranger to Bob: unknown_user", this::sendAsStranger);
    steps.step("a message of a contact reaches Bob", this::sendAsContact);
    steps.step("Bob admits strangers again", () -> users.bob().admit(everybody()));
  }

  private Address bob() {
    return users.bob().address();
  }

  private int registration() {
    return users.bob().keys().registrationId();
  }

  private void stale() throws InterruptedException {
    Await.refusal(
        users.stranger().send(bob(), MESSAGE, SendOptions.NONE.withRegistrationId(~registration())),
        ErrorName.STALE_DEVICE);
  }

  private void fresh() throws InterruptedException {
    expectDelivery(MESSAGE, SendOptions.NONE.withRegistrationId(registration()));
  }

  private void expectDelivery(Buffer message, SendOptions sendOptions) throws InterruptedException {
    Await.success(users.stranger().send(bob(), message, sendOptions));
    Buffer actual = users.bob().nextMessage();
    UnexpectedAnswerException.check(actual.equals(message), "the message", "another one");
  }

  private void fetchWithKnown() throws InterruptedException {
    expectBundles(0, known(registration()));
  }

  private void fetchWithFormer() throws InterruptedException {
    expectBundles(1, known(~registration()));
  }

  private static PreKeysOptions known(int registrationId) {
    return PreKeysOptions.ALL.withKnownRegistrations(Map.of(TestUser.DEVICE, registrationId));
  }

  private void expectBundles(int count, PreKeysOptions which) throws InterruptedException {
    UserId user = bob().user();
    List<PreKeyBundle> bundles = Await.success(users.stranger().preKeys(user, which));
    UnexpectedAnswerException.check(
        bundles.size() == count, "PreKeys: " + count, "PreKeys: " + bundles.size());
  }

  private void fetchUnknown() throws InterruptedException {
    PreKeysOptions other = PreKeysOptions.ALL.withOnly(Set.of(DeviceId.of(2)));
    Await.refusal(users.stranger().preKeys(bob().user(), other), ErrorName.UNKNOWN_DEVICE);
  }

  private Admission contacts() {
    return new Admission(Strangers.NONE, List.of(token));
  }

  private static Admission everybody() {
    return new Admission(Strangers.WELCOME, List.of());
  }

  private void sendAsStranger() throws InterruptedException {
    Await.refusal(users.stranger().send(bob(), MESSAGE), ErrorName.UNKNOWN_USER);
  }

  private void sendAsContact() throws InterruptedException {
    expectDelivery(Buffer.buffer("from a contact"), SendOptions.NONE.withDeliveryToken(token));
  }
}
