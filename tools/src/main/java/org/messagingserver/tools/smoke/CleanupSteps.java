package org.messagingserver.tools.smoke;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.messagingserver.protocol.ErrorName;

/** Unregisters both users, and checks that the server has forgotten them. */
final class CleanupSteps {
  private final Steps steps;
  private final TestUsers users;

  CleanupSteps(Steps steps, TestUsers users) {
    this.steps = steps;
    this.users = users;
  }

  void run() throws InterruptedException {
    steps.step("Alice unregisters twice", this::unregisterTwice);
    steps.step("Alice's keys are gone: unknown_user", this::fetchKeys);
    steps.step("a message to Alice is refused: unknown_user", this::sendMessage);
    steps.step("Bob unregisters", () -> users.bob().unregister());
  }

  private void unregisterTwice() throws InterruptedException {
    users.alice().unregister();
    users.alice().unregister();
  }

  private void fetchKeys() throws InterruptedException {
    Await.refusal(
        users.stranger().preKeys(users.alice().address().user(), Set.of()), ErrorName.UNKNOWN_USER);
  }

  private void sendMessage() throws InterruptedException {
    Await.refusal(
        users.stranger().send(users.alice().address(), Buffer.buffer("anyone?")),
        ErrorName.UNKNOWN_USER);
  }
}
