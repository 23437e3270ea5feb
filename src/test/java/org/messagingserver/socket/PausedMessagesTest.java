package org.messagingserver.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.ratelimit.ClientQuota;

/** The time that a message may take, while the server reads its socket and while it does not. */
@ExtendWith(VertxExtension.class)
class PausedMessagesTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private Vertx vertx;
  private Context loop;
  private UnfinishedMessages messages;
  private final Promise<CloseCode> ended = Promise.promise();
  private final Promise<CloseCode> pausedEnded = Promise.promise();

  @BeforeEach
  void open(Vertx given) {
    vertx = given;
    loop = given.getOrCreateContext();
    messages = new UnfinishedMessages(given, new HttpSettings.Unfinished(1 << 20, PATIENCE));
  }

  private UnfinishedMessages.Unfinished begun(Promise<CloseCode> end) {
    UnfinishedMessages.Unfinished message = messages.opened(ClientQuota.UNLIMITED, end::complete);
    message.frame(100);
    return message;
  }

  @Test
  void countsNoTimeWhileItIsPaused() {
    Promise<UnfinishedMessages.Unfinished> begun = Promise.promise();
    loop.runOnContext(
        start -> {
          UnfinishedMessages.Unfinished paused = begun(pausedEnded);
          paused.suspended(true);
          begun(ended);
          begun.complete(paused);
        });

    assertThat(await(ended.future())).isEqualTo(CloseCode.POLICY);

    assertThat(pausedEnded.future().isComplete()).isFalse();
    UnfinishedMessages.Unfinished paused = await(begun.future());
    loop.runOnContext(resume -> paused.suspended(false));
    assertThat(await(pausedEnded.future())).isEqualTo(CloseCode.POLICY);
  }

  @Test
  void countsAllTheTimeBetweenPauses() {
    loop.runOnContext(
        start -> {
          UnfinishedMessages.Unfinished message = begun(ended);
          vertx.setPeriodic(
              1,
              again -> {
                message.suspended(true);
                message.suspended(false);
              });
        });

    assertThat(await(ended.future())).isEqualTo(CloseCode.POLICY);
  }
}
