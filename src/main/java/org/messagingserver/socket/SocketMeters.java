package org.messagingserver.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics of this package, over all event loops. */
public final class SocketMeters {
  private final MeterRegistry registry;
  private final Map<Integer, Counter> handshakes;
  private final Map<SilenceProbe.Outcome, Counter> probes =
      new EnumMap<>(SilenceProbe.Outcome.class);
  private final Timer lag;

  public SocketMeters(MeterRegistry registry) {
    this.registry = registry;
    this.handshakes =
        Stream.concat(
                Stream.of(
                    HandshakeGate.ACCEPTED, 200, 304, 400, 403, 404, 405, 414, 426, 429, 431, 503),
                Stream.of(201, 204, 206, 307, 409, 410, 411, 412, 416, 507))
            .collect(Collectors.toMap(Function.identity(), status -> counter(registry, status)));
    Arrays.stream(SilenceProbe.Outcome.values())
        .forEach(outcome -> probes.put(outcome, probesWith(outcome, registry)));
    this.lag =
        Timer.builder("messaging.event.loop.lag")
            .description("How late an event loop ran a timer")
            .serviceLevelObjectives(
                Duration.ofMillis(2),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                Duration.ofSeconds(1))
            .register(registry);
  }

  private static Counter counter(MeterRegistry registry, int status) {
    return Counter.builder("messaging.handshakes")
        .description("HTTP requests on the clients' port, by the status of their answer")
        .tag("status", Integer.toString(status))
        .register(registry);
  }

  private static Counter probesWith(SilenceProbe.Outcome outcome, MeterRegistry registry) {
    return Counter.builder("messaging.connections.probed")
        .description("Pings to clients that acked no message in time, by what came of them")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void watch(UnsentBytes unsent) {
    Gauge.builder("messaging.unsent.bytes", unsent, UnsentBytes::total)
        .description("Bytes for clients that the operating system has not taken yet")
        .register(registry);
  }

  void probed(SilenceProbe.Outcome outcome) {
    probes.get(outcome).increment();
  }

  void responded(int status) {
    handshakes.get(status).increment();
  }

  void recordLag(long nanos) {
    lag.record(nanos, TimeUnit.NANOSECONDS);
  }
}
