package org.messagingserver.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How often each kind of limit was met on this node, over all clients. */
public final class LimitMeters {

  /** The limits. */
  enum Limited {
    /** HTTP requests and connections of one source, and its bytes where none are left. */
    SOURCE_ENTRY,
    /** HTTP requests and connections of the node. */
    NODE_ENTRY,
    /** Requests and bytes, of a connection or its source. */
    REQUEST,
    /** Frames without a request: acks, pings, fragments; and dropped bytes. */
    FRAME,
    /** Logins after too many that did not hold. */
    LOGIN,
    REGISTRATION,
    /** Bytes of attachments that places were asked for, of a source or the node. */
    UPLOAD,
    /** Messages and bytes from a source to one device. */
    MESSAGE,
    /** Prekeys that were given without a one-time key. */
    ONE_TIME_KEYS
  }

  private final Map<Limited, Counter> hits = new EnumMap<>(Limited.class);

  public LimitMeters(MeterRegistry registry) {
    Arrays.stream(Limited.values())
        .forEach(limited -> hits.put(limited, counter(limited, registry)));
  }

  private static Counter counter(Limited limited, MeterRegistry registry) {
    return Counter.builder("messaging.limit.hits")
        .description("What was over a limit, by the kind of limit")
        .tag("limit", limited.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void hit(Limited limited) {
    hits.get(limited).increment();
  }
}
