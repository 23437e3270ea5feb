package org.messagingserver.app.smoke;

import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.messagingserver.wire.ErrorName;

/** Everything goes as if it had never been. */
final class FarewellSteps {
  private final Steps steps;
  private final Cast cast;

  FarewellSteps(Steps steps, Cast cast) {
    this.steps = steps;
    this.cast = cast;
  }

  void run() throws InterruptedException {
    steps.step("Alice unregisters, and once more", this::aliceLeaves);
    steps.step("nobody finds Alice's keys: unknown_user", this::noKeys);
    steps.step("nobody can write to Alice: unknown_user", this::noMessages);
    steps.step("Bob unregisters", () -> cast.bob().unregister());
  }

  private void aliceLeaves() throws InterruptedException {
    cast.alice().unregister();
    cast.alice().unregister();
  }

  private void noKeys() throws InterruptedException {
    Answers.refusal(
        cast.stranger().preKeys(cast.alice().address().user(), Set.of()), ErrorName.UNKNOWN_USER);
  }

  private void noMessages() throws InterruptedException {
    Answers.refusal(
        cast.stranger().send(cast.alice().address(), Buffer.buffer("anyone?")),
        ErrorName.UNKNOWN_USER);
  }
}
