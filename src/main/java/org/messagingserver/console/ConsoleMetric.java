package org.messagingserver.console;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The numbers that a node reports: totals since its start, or present depths. A number; where there
 * is a label, an object of numbers by its values; and in the place of a number, for times, a {@code
 * count} and {@code buckets}: pairs of milliseconds and how many took no longer.
 */
enum ConsoleMetric {
  UPTIME("uptime", "process.uptime"),
  CONNECTIONS("connections", "messaging.connections", "state"),
  CONFIRM("confirm", "messaging.confirm", "way"),
  DELIVERY("delivery", "messaging.delivery", "way"),
  PENDING("pending", "messaging.dispatcher.pending.messages"),
  UNACKED("unacked", "messaging.consumer.unacked.messages"),
  MAILBOX("mailbox", "messaging.mailbox.messages"),
  REQUESTS("requests", "messaging.requests", "outcome"),
  LIMITS("limits", "messaging.limit.hits", "limit"),
  LAG("lag", "messaging.event.loop.lag"),
  PROCESSOR("processor", "process.cpu.usage"),
  MEMORY("memory", "jvm.memory.used", "area");

  private final String key;
  private final String meter;
  private final Optional<String> label;

  ConsoleMetric(String key, String meter) {
    this(key, meter, Optional.empty());
  }

  ConsoleMetric(String key, String meter, String label) {
    this(key, meter, Optional.of(label));
  }

  ConsoleMetric(String key, String meter, Optional<String> label) {
    this.key = key;
    this.meter = meter;
    this.label = label;
  }

  /** All of them, by their keys; what is not known yet is left out. */
  static JsonObject all(MeterRegistry registry) {
    JsonObject all = new JsonObject();
    Arrays.stream(values())
        .forEach(
            consoleMetric ->
                consoleMetric.of(registry).ifPresent(value -> all.put(consoleMetric.key, value)));
    return all;
  }

  private Optional<Object> of(MeterRegistry registry) {
    Collection<Meter> meters = registry.find(meter).meters();
    return label
        .map(name -> Optional.<Object>of(by(name, meters)))
        .orElseGet(() -> meters.stream().findFirst().flatMap(ConsoleMetric::value));
  }

  /** Those that differ in another label alone are one. */
  private static JsonObject by(String label, Collection<Meter> meters) {
    return new JsonObject(
        meters.stream()
            .filter(meter -> value(meter).isPresent())
            .collect(
                Collectors.toMap(
                    meter -> meter.getId().getTag(label),
                    meter -> value(meter).orElseThrow(),
                    ConsoleMetric::sum)));
  }

  private static Object sum(Object one, Object other) {
    return ((Number) one).doubleValue() + ((Number) other).doubleValue();
  }

  private static Optional<Object> value(Meter meter) {
    if (meter instanceof Timer timer) {
      return Optional.of(times(timer));
    }
    double value = meter instanceof Counter counter ? counter.count() : ((Gauge) meter).value();
    return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
  }

  private static JsonObject times(Timer timer) {
    JsonArray buckets = new JsonArray();
    Arrays.stream(timer.takeSnapshot().histogramCounts())
        .filter(bucket -> Double.isFinite(bucket.bucket(TimeUnit.MILLISECONDS)))
        .forEach(
            bucket ->
                buckets.add(
                    new JsonArray()
                        .add(bucket.bucket(TimeUnit.MILLISECONDS))
                        .add((long) bucket.count())));
    return new JsonObject().put("count", timer.count()).put("buckets", buckets);
  }
}
