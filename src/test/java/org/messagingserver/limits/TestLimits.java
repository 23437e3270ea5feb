package org.messagingserver.limits;

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
  private final Limits limits;
  private final Door door;
  private final Door otherDoor;

  /** With these keys of {@code limits} instead of the defaults; bursts are of one second. */
  TestLimits(JsonObject overrides) {
    JsonObject keys = new JsonObject().put("burstSeconds", 1).mergeIn(overrides, true);
    this.limits = new Limits(settings(keys), new LimitMeters(registry), () -> nanos);
    this.door = limits.door(Runnable::run);
    this.otherDoor = limits.door(Runnable::run);
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
  Visit from(String address) {
    return from(door, address);
  }

  /** The same on another event loop. */
  Visit elsewhereFrom(String address) {
    return from(otherDoor, address);
  }

  private static Visit from(Door door, String address) {
    Visit visit = door.arrives();
    visit.from(address(address));
    return visit;
  }

  static InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  void pass(Duration time) {
    nanos += time.toNanos();
    limits.tick();
  }
}
