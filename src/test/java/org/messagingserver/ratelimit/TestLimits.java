package org.messagingserver.ratelimit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.NetUtil;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.time.Duration;
import org.messagingserver.config.ConfigSection;

/** Limits of a node as a test wants them, in a time of its own. */
final class TestLimits {
  private long nanos = 1;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final NodeLimits nodeLimits;
  private final ConnectionLimiter connectionLimiter;
  private final ConnectionLimiter otherDoor;

  /** With these keys of {@code limits} instead of the defaults; bursts are of one second. */
  TestLimits(JsonObject overrides) {
    JsonObject keys = new JsonObject().put("burstSeconds", 1).mergeIn(overrides, true);
    this.nodeLimits = new NodeLimits(settings(keys), new LimitMeters(registry), () -> nanos);
    this.connectionLimiter = nodeLimits.connectionLimiter(Runnable::run);
    this.otherDoor = nodeLimits.connectionLimiter(Runnable::run);
  }

  /** How often a limit of this kind was met. */
  long hits(String limit) {
    return (long) registry.get("messaging.limit.hits").tag("limit", limit).counter().count();
  }

  static LimitsSettings settings(JsonObject limits) {
    return ConfigSection.readAll(new JsonObject().put("limits", limits), LimitsSettings::read);
  }

  /** A part of {@code limits} with one key. */
  static JsonObject with(String part, String key, int value) {
    return new JsonObject().put(part, new JsonObject().put(key, value));
  }

  /** A connection from this address. */
  ClientQuota from(String address) {
    return from(connectionLimiter, address);
  }

  /** The same on another event loop. */
  ClientQuota elsewhereFrom(String address) {
    return from(otherDoor, address);
  }

  private static ClientQuota from(ConnectionLimiter connectionLimiter, String address) {
    ClientQuota clientQuota = connectionLimiter.accept();
    clientQuota.setSource(address(address));
    return clientQuota;
  }

  static InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  void pass(Duration time) {
    nanos += time.toNanos();
    nodeLimits.tick();
  }
}
