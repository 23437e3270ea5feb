package org.messagingserver.tools.smoke;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.WakeupStatus;

/** Logins, registration, use of all one-time keys, and registration of more. */
final class KeySteps {
  private static final int FEW_KEYS = 3;
  private static final int MANY_KEYS = 30;
  private static final int MAX_ATTEMPTS = 100;

  private final Steps steps;
  private final TestUsers users;

  KeySteps(Steps steps, TestUsers users) {
    this.steps = steps;
    this.users = users;
  }

  void run() throws InterruptedException {
    steps.step("a stranger connects", () -> Await.success(users.stranger().connectOnce()));
    steps.step("Alice logs in", () -> users.alice().login());
    steps.step("Bob logs in", () -> users.bob().login());
    steps.step(
        "a stranger fetches Alice's keys before she registers: unknown_user",
        this::fetchBeforeRegistration);
    steps.step("Alice registers with " + FEW_KEYS + " one-time keys", this::registerFew);
    steps.step("Bob registers with " + MANY_KEYS, () -> users.bob().register(MANY_KEYS));
    steps.step("a stranger who knows Alice's device receives no other", this::fetchWithKnownDevice);
    steps.step("strangers receive each of Alice's one-time keys once", this::fetchAllOneTimeKeys);
    steps.step("Alice is notified that few keys are left", () -> users.alice().nextKeyNotice());
    steps.step(
        "the next stranger receives only Alice's signed prekey", this::fetchWithoutOneTimeKey);
    steps.step("Alice reconnects, is notified again and registers more", this::registerMore);
    steps.step("the next stranger receives one of the new keys", this::fetchNewKey);
    steps.step("Alice learns which of her keys the server has", this::compareKeys);
    steps.step("Alice ends wake-ups, and has none", this::endWakeups);
    steps.step("a stock Signal identity logs in", () -> users.logIn(new SignalSigner()));
  }

  private void fetchBeforeRegistration() throws InterruptedException {
    Await.refusal(
        users.stranger().preKeys(users.alice().address().user(), Set.of()), ErrorName.UNKNOWN_USER);
  }

  private void registerFew() throws InterruptedException {
    users.alice().register(FEW_KEYS);
    // No replenishing before its step.
    users.alice().keys().setEmpty(true);
  }

  private void fetchWithKnownDevice() throws InterruptedException {
    List<PreKeyBundle> others =
        Await.success(
            users.stranger().preKeys(users.alice().address().user(), Set.of(TestUser.DEVICE)));
    UnexpectedAnswerException.check(others.isEmpty(), "an Ack", "PreKeys");
  }

  private void fetchAllOneTimeKeys() throws InterruptedException {
    RandomPreKeys preKeys = users.alice().keys();
    Set<Buffer> registered = new HashSet<>(preKeys.handedOut());
    for (int taken = 0; taken < FEW_KEYS; taken++) {
      PreKeyBundle bundle = fetchAlicesKeys();
      UnexpectedAnswerException.check(
          registered.remove(bundle.oneTimePreKey()),
          "a registered one-time key that was not handed out before",
          bundle.oneTimePreKey().length() == 0 ? "none" : "another one");
    }
  }

  private void fetchWithoutOneTimeKey() throws InterruptedException {
    UnexpectedAnswerException.check(
        fetchAlicesKeys().oneTimePreKey().length() == 0, "no one-time key", "one");
  }

  private PreKeyBundle fetchAlicesKeys() throws InterruptedException {
    PreKeyBundle bundle = users.keysOf(users.alice());
    RandomPreKeys preKeys = users.alice().keys();
    UnexpectedAnswerException.check(
        bundle.address().equals(users.alice().address())
            && bundle.registrationId() == preKeys.registrationId()
            && bundle.signedPreKey().equals(preKeys.signedPreKey()),
        "Alice's address, registrationID and signedPreKey as registered",
        "others");
    return bundle;
  }

  private void registerMore() throws InterruptedException {
    users.alice().keys().setEmpty(false);
    users.alice().reconnect();
    int requested = users.alice().nextKeyNotice();
    int given = users.alice().keys().handedOut().size();
    UnexpectedAnswerException.check(
        given > 0, "a PreKeysLow that requests keys", "one that requests " + requested);
  }

  private void compareKeys() throws InterruptedException {
    KeysOnFile onFile = users.alice().keysOnFile();
    RandomPreKeys own = users.alice().keys();
    UnexpectedAnswerException.check(
        onFile.registered()
            && onFile.registrationId() == own.registrationId()
            && Arrays.equals(
                onFile.signedPreKeyHash().getBytes(),
                KeysOnFile.hash(own.signedPreKey().getBytes()))
            && onFile.oneTimeKeyHashes().size() == onFile.oneTimeKeys(),
        "a KeyStatus of Alice's registrationID and signedPreKey, with a hash for each one-time key",
        "another one");
  }

  /** A server may wake no devices at all. */
  private void endWakeups() throws InterruptedException {
    users.alice().endWakeups();
    WakeupStatus status = users.alice().wakeupStatus();
    UnexpectedAnswerException.check(
        status.equals(WakeupStatus.NONE), "a KeyStatus without wake-ups", "another one");
  }

  // The registration may still be in flight, so the first attempts may find no key.
  private void fetchNewKey() throws InterruptedException {
    for (int look = 0; look < MAX_ATTEMPTS; look++) {
      if (fetchAlicesKeys().oneTimePreKey().length() > 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new UnexpectedAnswerException("a one-time key again", "none");
  }
}
