package org.messagingserver.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

class LimitMetersTest {
  private static final List<String> KINDS =
      List.of(
          "source_entry",
          "node_entry",
          "request",
          "frame",
          "login",
          "registration",
          "message",
          "one_time_keys");

  private final Address carol = new Address(Identity.generate().userId(), new DeviceId(1));

  @Test
  void countNothingThatIsWithinItsLimits() {
    TestLimits limits = new TestLimits(new JsonObject());

    askEachOnce(limits.from("192.0.2.1"));

    assertThat(hits(limits)).isEmpty();
  }

  @Test
  void countWhatIsOverALimitByItsKind() {
    TestLimits limits =
        new TestLimits(
            new JsonObject()
                .put("connection", one("requestsPerSecond").put("bytesPerSecond", 300))
                .put("source", one("handshakesPerSecond", "registrationsPerMinute"))
                .put("sourceRecipient", one("messagesPerSecond", "oneTimeKeysPerHour")));
    ClientQuota clientQuota = limits.from("192.0.2.1");

    askEachOnce(clientQuota);
    assertThat(hits(limits)).isEmpty();
    askEachOnce(clientQuota);

    assertThat(hits(limits))
        .isEqualTo(
            Map.of(
                "source_entry", 1L,
                "request", 1L,
                "frame", 1L,
                "registration", 1L,
                "message", 1L,
                "one_time_keys", 1L));
  }

  private void askEachOnce(ClientQuota clientQuota) {
    AdmissionResult unused = clientQuota.admit();
    clientQuota.request(1);
    clientQuota.frame(1);
    clientQuota.login();
    clientQuota.registration(0);
    clientQuota.message(carol, 1);
    clientQuota.oneTimeKeys(carol.user(), Optional.empty());
  }

  private static JsonObject one(String... keys) {
    JsonObject object = new JsonObject();
    List.of(keys).forEach(key -> object.put(key, 1));
    return object;
  }

  private static Map<String, Long> hits(TestLimits limits) {
    Map<String, Long> hits = new TreeMap<>();
    KINDS.forEach(kind -> hits.put(kind, limits.hits(kind)));
    hits.values().removeIf(count -> count == 0);
    return hits;
  }
}
