package org.messagingserver.tools.storm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.ClientTimeouts;

class BackoffTest {

  @Test
  void isThatOfTheClients() {
    ClientTimeouts clients = ClientTimeouts.DEFAULT;

    assertThat(Backoff.MAX).isEqualTo(clients.backoffMax());
    assertThat(Backoff.REQUEST).isEqualTo(clients.request());
    assertThat(Backoff.millis(0, 1)).isLessThanOrEqualTo(clients.backoffMin().toMillis());
  }

  @RepeatedTest(20)
  void triesAllServersBeforeItsDelayDoubles() {
    long[] full = {500, 500, 1_000, 1_000, 2_000};

    for (int attempt = 0; attempt < full.length; attempt++) {
      assertThat(Backoff.millis(attempt, 2)).isBetween(full[attempt] / 2, full[attempt]);
    }
    assertThat(Backoff.millis(Integer.MAX_VALUE, 1)).isBetween(30_000L, 60_000L);
  }
}
