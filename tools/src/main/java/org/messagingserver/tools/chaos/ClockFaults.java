package org.messagingserver.tools.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.messagingserver.tools.localcluster.FakeClock;
import org.messagingserver.tools.localcluster.LocalNode;

/** Lets wall clocks jump, and sets them right again. Monotonic clocks go on. */
final class ClockFaults {
  private static final List<Duration> JUMPS =
      List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(40), Duration.ofDays(-40));

  private final FakeClock postgres;
  private final List<FakeClock> nodes;
  private final FaultLog faultLog;

  /**
   * @param postgres the clock of Postgres
   */
  ClockFaults(FakeClock postgres, List<LocalNode> nodes, FaultLog faultLog) {
    this.postgres = postgres;
    this.nodes = nodes.stream().map(node -> node.clock().orElseThrow()).toList();
    this.faultLog = faultLog;
  }

  /** One or all clocks are wrong from now on. */
  void jump(PlannedFault planned) {
    Duration ahead = JUMPS.get(new Random(planned.seed()).nextInt(JUMPS.size()));
    faultLog.fault(planned.fault(), whose(planned) + " set " + text(ahead));
    switch (planned.fault()) {
      case JUMP_NODE_CLOCK -> nodes.get(planned.node()).set(ahead);
      case JUMP_POSTGRES_CLOCK -> postgres.set(ahead);
      case JUMP_ALL_CLOCKS -> setAll(ahead);
      default -> throw new IllegalArgumentException(planned.fault() + " changes no clock");
    }
  }

  private static String whose(PlannedFault planned) {
    return switch (planned.fault()) {
      case JUMP_NODE_CLOCK -> "clock of node " + (planned.node() + 1);
      case JUMP_POSTGRES_CLOCK -> "clock of Postgres";
      default -> "all clocks";
    };
  }

  private static String text(Duration ahead) {
    Duration size = ahead.abs();
    String amount = size.toDays() > 0 ? size.toDays() + " days" : size.toHours() + " h";
    return amount + (ahead.isNegative() ? " back" : " ahead");
  }

  /** All clocks are right again. */
  void restore() {
    setAll(Duration.ZERO);
    faultLog.note("all clocks are right again");
  }

  private void setAll(Duration ahead) {
    postgres.set(ahead);
    nodes.forEach(clock -> clock.set(ahead));
  }
}
