package org.messagingserver.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.ratelimit.TestLimits.with;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/** What one source may send to one device, and take of the keys of one user. */
class RecipientLimitsTest extends RequestLimits {
  private final Address dave = new Address(Identity.generate().userId(), new DeviceId(1));

  @Test
  void aSourceMaySendSoManyMessagesASecondToOneDevice() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "messagesPerSecond", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.message(carol, 1)).isZero();
    assertThat(limits.elsewhereFrom(ALICE_HOME).message(carol, 1)).isZero();
    assertThat(clientQuota.message(carol, 1)).isEqualTo(1);

    assertThat(clientQuota.message(dave, 1)).isZero();
    assertThat(clientQuota.message(carol, 1)).isEqualTo(1);
    assertThat(limits.from(BOB_HOME).message(carol, 1)).isZero();
    limits.pass(Duration.ofSeconds(1));
    assertThat(clientQuota.message(carol, 1)).isZero();
  }

  @Test
  void aSourceMaySendSoManyBytesASecondToOneDevice() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "bytesPerSecond", 100));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.message(carol, 100)).isZero();

    assertThat(clientQuota.message(carol, 1)).isEqualTo(1);
    assertThat(clientQuota.message(dave, 100)).isZero();
  }

  @Test
  void aSourceMaySendAThousandMessagesAnHourToOneDevice() {
    TestLimits limits = new TestLimits(new JsonObject().put("burstSeconds", 60));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 1000).map(i -> clientQuota.message(carol, 1))).containsOnly(0);

    assertThat(clientQuota.message(carol, 1)).isEqualTo(4);
    assertThat(limits.elsewhereFrom(ALICE_HOME).message(carol, 1)).isEqualTo(4);
    assertThat(clientQuota.message(dave, 1)).isZero();
    assertThat(limits.from(BOB_HOME).message(carol, 1)).isZero();
    limits.pass(Duration.ofMinutes(6));
    assertThat(IntStream.range(0, 101).map(i -> clientQuota.message(carol, 1)).filter(i -> i == 0))
        .hasSize(100);
  }

  @Test
  void aSourceMaySendSixteenMebibytesAnHourToOneDevice() {
    TestLimits limits = new TestLimits(new JsonObject().put("burstSeconds", 3600));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 64).map(i -> clientQuota.message(carol, 262_144)))
        .containsOnly(0);

    assertThat(clientQuota.message(carol, 262_144)).isEqualTo(57);
    assertThat(clientQuota.message(dave, 262_144)).isZero();
  }

  @Test
  void aMessageThatIsRefusedForItsBytesCostsNoneOfTheHoursMessages() {
    JsonObject pair = new JsonObject().put("messagesPerHour", 2).put("bytesPerSecond", 100);
    TestLimits limits = new TestLimits(new JsonObject().put("sourceRecipient", pair));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(IntStream.range(0, 3).map(i -> clientQuota.message(carol, 100)))
        .containsExactly(0, 1, 1);

    limits.pass(Duration.ofSeconds(1));
    assertThat(clientQuota.message(carol, 100)).isZero();
  }

  @Test
  void aSourceGetsSoManyOneTimeKeysOfOneUserAnHour() {
    TestLimits limits = new TestLimits(with("sourceRecipient", "oneTimeKeysPerHour", 2));
    ClientQuota clientQuota = limits.from(ALICE_HOME);

    assertThat(clientQuota.oneTimeKeys(carol.user(), Optional.empty()).toStranger()).isTrue();
    assertThat(
            limits
                .elsewhereFrom(ALICE_HOME)
                .oneTimeKeys(carol.user(), Optional.empty())
                .toStranger())
        .isTrue();

    assertThat(clientQuota.oneTimeKeys(carol.user(), Optional.empty()).toStranger()).isFalse();
    assertThat(clientQuota.oneTimeKeys(dave.user(), Optional.empty()).toStranger()).isTrue();
    assertThat(limits.from(BOB_HOME).oneTimeKeys(carol.user(), Optional.empty()).toStranger())
        .isTrue();
    limits.pass(Duration.ofMinutes(30));
    assertThat(clientQuota.oneTimeKeys(carol.user(), Optional.empty()).toStranger()).isTrue();
  }

  @Test
  void allSourcesTogetherGetSoManyOneTimeKeysOfOneUserAMinute() {
    TestLimits limits = new TestLimits(new JsonObject().put("oneTimeKeysPerUserPerMinute", 2));

    assertThat(limits.from(ALICE_HOME).oneTimeKeys(carol.user(), Optional.empty()).toStranger())
        .isTrue();
    assertThat(
            limits.elsewhereFrom(BOB_HOME).oneTimeKeys(carol.user(), Optional.empty()).toStranger())
        .isTrue();

    assertThat(limits.from("192.0.2.3").oneTimeKeys(carol.user(), Optional.empty()).toStranger())
        .isFalse();
    assertThat(limits.from("192.0.2.3").oneTimeKeys(dave.user(), Optional.empty()).toStranger())
        .isTrue();
    limits.pass(Duration.ofSeconds(30));
    assertThat(limits.from("192.0.2.4").oneTimeKeys(carol.user(), Optional.empty()).toStranger())
        .isTrue();
  }

  @Test
  void aSourceThatHasHadItsShareUsesUpNobodyElses() {
    JsonObject keys =
        with("sourceRecipient", "oneTimeKeysPerHour", 1).put("oneTimeKeysPerUserPerMinute", 2);
    TestLimits limits = new TestLimits(keys);
    ClientQuota greedy = limits.from(ALICE_HOME);

    for (int asked = 0; asked < 10; asked++) {
      greedy.oneTimeKeys(carol.user(), Optional.empty());
    }

    assertThat(limits.from(BOB_HOME).oneTimeKeys(carol.user(), Optional.empty()).toStranger())
        .isTrue();
  }
}
