package org.messagingserver.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Formats results as an aligned table in Markdown. */
final class Table {
  private static final List<String> HEAD =
      List.of("row", "measured", "here", "baseline", "there", "here to there", "target");

  private final List<List<String>> lines = new ArrayList<>();

  Table(List<Result> results) {
    results.forEach(this::add);
  }

  private void add(Result result) {
    String title = result.row().title();
    for (Metric metric : Metric.values()) {
      Optional<Spread> ours = result.spread(0, metric);
      if (ours.isPresent()) {
        add(title, result, metric, ours.get());
        title = "";
      }
    }
  }

  /** One line for each baseline with a value of the metric, or one without a baseline. */
  private void add(String title, Result result, Metric metric, Spread ours) {
    List<String> own =
        List.of(
            title, metric.title(), ours.show(metric::show), "", "", "", own(result, metric, ours));
    int before = lines.size();
    for (int side = 1; side < result.contenders().size(); side++) {
      Optional<Spread> ratio = result.ratio(side, metric);
      if (ratio.isPresent()) {
        List<String> line = new ArrayList<>(lines.size() == before ? own : blank());
        against(line, result, metric, side, ratio.get());
        lines.add(line);
      }
    }
    if (lines.size() == before) {
      lines.add(own);
    }
  }

  private static List<String> blank() {
    return List.of("", "", "", "", "", "", "");
  }

  private static void against(
      List<String> line, Result result, Metric metric, int side, Spread ratio) {
    String baseline = result.contenders().get(side);
    line.set(3, baseline);
    line.set(4, result.spread(side, metric).orElseThrow().show(metric::show));
    line.set(5, ratio.show("%.2f"::formatted));
    result.row().targets().stream()
        .filter(target -> target.metric() == metric)
        .filter(target -> target.baseline().equals(Optional.of(baseline)))
        .findFirst()
        .ifPresent(target -> line.set(6, target.judge(ratio.median())));
  }

  /** The absolute target for the server's value. */
  private static String own(Result result, Metric metric, Spread ours) {
    return result.row().targets().stream()
        .filter(target -> target.metric() == metric && target.baseline().isEmpty())
        .findFirst()
        .map(target -> target.judge(ours.median()))
        .orElse("");
  }

  /** The whole table. */
  @Override
  public String toString() {
    int[] widths = new int[HEAD.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = width(column);
    }
    StringBuilder text = new StringBuilder();
    append(text, HEAD, widths);
    append(text, HEAD.stream().map(head -> "---").toList(), widths);
    lines.forEach(line -> append(text, line, widths));
    return text.toString();
  }

  private int width(int column) {
    int width = HEAD.get(column).length();
    for (List<String> line : lines) {
      width = Math.max(width, line.get(column).length());
    }
    return width;
  }

  private static void append(StringBuilder text, List<String> cells, int[] widths) {
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      text.append("| ").append(cell).append(" ".repeat(widths[column] - cell.length() + 1));
    }
    text.append("|\n");
  }
}
