package org.messagingserver.tools.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.messagingserver.tools.localcluster.Memory;

/** The report of a run. */
final class Report {
  private final StringBuilder text = new StringBuilder();

  private Report() {}

  /**
   * Formats the report.
   *
   * @param usage counts of the second version's features
   * @param pairs describes a pair
   */
  static String of(
      Verdict verdict,
      Map<String, Long> usage,
      Map<Fault, Integer> faults,
      List<MemoryWatch.Growth> growths,
      IntFunction<String> pairs) {
    Report report = new Report();
    report.messages(verdict);
    report.lost(verdict, pairs);
    report.section("second version of the protocol");
    usage.forEach((what, count) -> report.row(what, count.toString()));
    report.section("faults");
    faults.forEach((fault, count) -> report.row(fault.text(), Long.toString(count)));
    report.section("memory: heap after garbage collection, and resident set, at start and end");
    growths.forEach(report::memory);
    return report.text.toString();
  }

  private void messages(Verdict verdict) {
    Progress progress = verdict.progress();
    section("messages");
    row("acked", Long.toString(progress.acked()));
    row("received", Long.toString(progress.received()));
    row(
        "duplicates",
        String.format(
            Locale.ROOT,
            "%d (%d in a million)",
            verdict.duplicates(),
            verdict.duplicatesPerMillion()));
    verdict.refused().forEach((name, count) -> row("refused: " + name, count.toString()));
    row("unresolved", Long.toString(verdict.unresolved() + progress.open()));
    row("lost", Long.toString(progress.missing()));
    row("damaged, or received by the wrong device", Long.toString(verdict.invalid()));
    row("out of order on one socket of their sender", Long.toString(verdict.misordered()));
    row("longest wait for an Ack", gap(verdict.longestWait()));
    row("longest delivery gap", gap(verdict.longestGap()));
    row("gaps over 5 s", Long.toString(verdict.longGaps()));
    text.append(
            "  (a gap: from a message's Ack, or its recipient's login if that was later, to its\n")
        .append("   receipt, at devices that are connected and handle messages immediately)\n");
  }

  private static String gap(Gap gap) {
    return String.format(
        Locale.ROOT, "%.1f s, ended at %s", gap.millis() / 1000.0, FaultLog.time(gap.at()));
  }

  private void lost(Verdict verdict, IntFunction<String> pairs) {
    for (Lost lost : verdict.lost()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  lost: message %d, %s, sent %s, acked %s%n",
              lost.id(),
              pairs.apply(lost.pair()),
              FaultLog.time(lost.sent()),
              FaultLog.time(lost.acked())));
    }
  }

  private void memory(MemoryWatch.Growth growth) {
    String verdict = growth.isReleased() ? "" : "  NOT RELEASED";
    row("node " + growth.node(), show(growth.begin()) + " to " + show(growth.end()) + verdict);
  }

  private static String show(Optional<Memory> memory) {
    return memory
        .map(
            known ->
                String.format(
                    Locale.ROOT, "%d and %d MB", known.heap() >> 20, known.resident() >> 20))
        .orElse("unknown");
  }

  private void section(String title) {
    text.append('\n').append(title).append('\n');
  }

  private void row(String name, String value) {
    text.append("  %-42s %s%n".formatted(name, value));
  }
}
