package org.messagingserver.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.session.SessionState.Anonymous;
import org.messagingserver.session.SessionState.Authenticated;
import org.messagingserver.session.SessionState.Authenticating;
import org.messagingserver.session.SessionState.Closed;

/** The metrics of this package, over all event loops. Every label is of a closed set. */
public final class SessionMeters {
  private final Map<Class<? extends SessionState>, LongAdder> connections = new HashMap<>();
  private final Map<Class<? extends Request>, RequestMeters> requests = new HashMap<>();
  private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
  private final RequestMeters parts;
  private final Counter opened;

  public SessionMeters(MeterRegistry registry) {
    this.opened =
        Counter.builder("messaging.connections.opened")
            .description("Connections that became a WebSocket")
            .register(registry);
    connections.put(Anonymous.class, connectionsThatAre("anonymous", registry));
    connections.put(Authenticating.class, connectionsThatAre("authenticating", registry));
    connections.put(Authenticated.class, connectionsThatAre("authenticated", registry));
    connections.put(Closed.class, new LongAdder());
    Routes.all().forEach(route -> requests.put(route.type(), requestsOf(route.name(), registry)));
    this.parts = new RequestMeters(outcome -> partsWith(outcome, registry));
    Arrays.stream(CloseCode.values()).forEach(code -> closed.put(code, closedWith(code, registry)));
  }

  private static LongAdder connectionsThatAre(String state, MeterRegistry registry) {
    LongAdder connections = new LongAdder();
    Gauge.builder("messaging.connections", connections, LongAdder::sum)
        .description("Open WebSockets by state")
        .tag("state", state)
        .register(registry);
    return connections;
  }

  private static Counter closedWith(CloseCode code, MeterRegistry registry) {
    return Counter.builder("messaging.connections.closed")
        .description("Connections that the server closed, by close code")
        .tag("code", Integer.toString(code.code()))
        .register(registry);
  }

  private static RequestMeters requestsOf(String type, MeterRegistry registry) {
    return new RequestMeters(
        outcome ->
            Counter.builder("messaging.requests")
                .description("Answered requests of clients, by type and by error or ok")
                .tag("type", type)
                .tag("outcome", outcome)
                .register(registry));
  }

  private static Counter partsWith(String outcome, MeterRegistry registry) {
    return Counter.builder("messaging.multi.parts")
        .description("Parts of answered MultiMessages, by error or ok")
        .tag("outcome", outcome)
        .register(registry);
  }

  void opened(SessionState first) {
    opened.increment();
    connections.get(first.getClass()).increment();
  }

  void transitioned(SessionState before, SessionState now) {
    connections.get(before.getClass()).decrement();
    connections.get(now.getClass()).increment();
  }

  void closing(CloseCode code) {
    closed.get(code).increment();
  }

  /** The answers to requests of one type. */
  RequestMeters requestMeters(Class<? extends Request> type) {
    return requests.get(type);
  }

  /** The parts of MultiMessages. */
  RequestMeters parts() {
    return parts;
  }

  /** How requests of one type, or the parts of some, were answered. */
  static final class RequestMeters {
    private final Map<ErrorName, Counter> errors = new EnumMap<>(ErrorName.class);
    private final Counter ok;

    private RequestMeters(Function<String, Counter> byOutcome) {
      this.ok = byOutcome.apply("ok");
      for (ErrorName error : ErrorName.values()) {
        errors.put(error, byOutcome.apply(error.text()));
      }
    }

    void ok() {
      ok.increment();
    }

    void refused(ErrorName error) {
      errors.get(error).increment();
    }
  }
}
