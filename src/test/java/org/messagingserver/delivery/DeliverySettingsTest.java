package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.messagingserver.config.ConfigException;

class DeliverySettingsTest {
  /** The rig stores within 1500 ms. */
  private static DeliverySettings handoff(long millis) {
    return Rig.settings(1, 1, Duration.ofHours(1), Duration.ZERO, Duration.ofMillis(millis));
  }

  @Test
  void leavesTimeToStoreWhatARecipientDoesNotAck() {
    assertThatCode(() -> handoff(1499)).doesNotThrowAnyException();

    assertThatThrownBy(() -> handoff(1500)).isInstanceOf(ConfigException.class);
  }
}
