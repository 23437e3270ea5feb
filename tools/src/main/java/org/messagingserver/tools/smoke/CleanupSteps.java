package org.messagingserver.tools.smoke;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.messagingserver.protocol.ErrorName;

/** Everything goes as if it had never been. */
final class CleanupSteps {
  private final Steps steps;
  private final TestUsers testUsers;

  CleanupSteps(Steps steps, TestUsers testUsers) {
    this.steps = steps;
    this.testUsers = testUsers;
  }

  void run() throws InterruptedException {
    steps.step("Alice unregisters, and once more", this::aliceLeaves);
    steps.step("nobody finds Alice's keys: unknown_user", this::noKeys);
    steps.step("nobody can write to Alice: unknown_user", this::noMessages);
    steps.step("Bob unregisters", () -> testUsers.bob().unregister());
  }

  private void aliceLeaves() throws InterruptedException {
    testUsers.alice().unregister();
    testUsers.alice().unregister();
  }

  private void noKeys() throws InterruptedException {
    Answers.refusal(
        testUsers.stranger().preKeys(testUsers.alice().address().user(), Set.of()),
        ErrorName.UNKNOWN_USER);
  }

  private void noMessages() throws InterruptedException {
    Answers.refusal(
        testUsers.stranger().send(testUsers.alice().address(), Buffer.buffer("anyone?")),
        ErrorName.UNKNOWN_USER);
  }
}
