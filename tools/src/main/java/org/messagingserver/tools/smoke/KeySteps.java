package org.messagingserver.tools.smoke;

import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.PreKeyBundle;

/** Registration, and keys down to the last and up again. */
final class KeySteps {
  private static final int FEW = 3;
  private static final int ENOUGH = 30;
  private static final int LOOKS = 100;

  private final Steps steps;
  private final TestUsers testUsers;

  KeySteps(Steps steps, TestUsers testUsers) {
    this.steps = steps;
    this.testUsers = testUsers;
  }

  void run() throws InterruptedException {
    steps.step("a stranger connects", () -> Answers.success(testUsers.stranger().connectOnce()));
    steps.step("Alice logs in", () -> testUsers.alice().login());
    steps.step("Bob logs in", () -> testUsers.bob().login());
    steps.step("a stranger asks for Alice's keys too early: unknown_user", this::tooEarly);
    steps.step("Alice registers with " + FEW + " one-time keys", this::registerFew);
    steps.step("Bob registers with " + ENOUGH, () -> testUsers.bob().register(ENOUGH));
    steps.step("a stranger, who knows Alice's device, finds no other", this::noOther);
    steps.step("strangers fetch each of Alice's one-time keys once", this::exhaust);
    steps.step("Alice is told that few are left", () -> testUsers.alice().nextKeyNotice());
    steps.step("the next stranger gets Alice's signed key alone", this::noneLeft);
    steps.step("Alice comes back, is told again and registers more", this::topUp);
    steps.step("the next stranger gets one of the new keys", this::replenished);
  }

  private void tooEarly() throws InterruptedException {
    Answers.refusal(
        testUsers.stranger().preKeys(testUsers.alice().address().user(), Set.of()),
        ErrorName.UNKNOWN_USER);
  }

  private void registerFew() throws InterruptedException {
    testUsers.alice().register(FEW);
    // A low supply must stay low until its step.
    testUsers.alice().keys().shut(true);
  }

  private void noOther() throws InterruptedException {
    List<PreKeyBundle> others =
        Answers.success(
            testUsers
                .stranger()
                .preKeys(testUsers.alice().address().user(), Set.of(TestUser.DEVICE)));
    WrongAnswerException.unless(others.isEmpty(), "an Ack", "PreKeys");
  }

  private void exhaust() throws InterruptedException {
    RandomPreKeys randomPreKeys = testUsers.alice().keys();
    Set<Buffer> registered = new HashSet<>(randomPreKeys.given());
    for (int taken = 0; taken < FEW; taken++) {
      PreKeyBundle bundle = aliceKeys();
      WrongAnswerException.unless(
          registered.remove(bundle.oneTimePreKey()),
          "a one-time key that was registered and not yet given out",
          bundle.oneTimePreKey().length() == 0 ? "none" : "another one");
    }
  }

  private void noneLeft() throws InterruptedException {
    WrongAnswerException.unless(
        aliceKeys().oneTimePreKey().length() == 0, "no one-time key", "one");
  }

  private PreKeyBundle aliceKeys() throws InterruptedException {
    PreKeyBundle bundle = testUsers.keysOf(testUsers.alice());
    RandomPreKeys randomPreKeys = testUsers.alice().keys();
    WrongAnswerException.unless(
        bundle.address().equals(testUsers.alice().address())
            && bundle.registrationId() == randomPreKeys.registrationId()
            && bundle.signedPreKey().equals(randomPreKeys.signedPreKey()),
        "Alice's address, registrationID and signedPreKey as registered",
        "others");
    return bundle;
  }

  private void topUp() throws InterruptedException {
    testUsers.alice().keys().shut(false);
    testUsers.alice().reconnect();
    int requested = testUsers.alice().nextKeyNotice();
    int given = testUsers.alice().keys().given().size();
    WrongAnswerException.unless(
        given > 0, "a PreKeysLow that asks for keys", "one that asks for " + requested);
  }

  // The top-up is on its way when it was given, so the first look may come too early.
  private void replenished() throws InterruptedException {
    for (int look = 0; look < LOOKS; look++) {
      if (aliceKeys().oneTimePreKey().length() > 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new WrongAnswerException("a one-time key again", "none");
  }
}
