package org.messagingserver.tools.scaling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The counts, as tables in Markdown with a column for each number of nodes. */
final class Report {
  private static final double KIB = 1 << 10;
  private static final double MIB = 1 << 20;
  private static final double PERCENT = 100;

  private final Options options;
  private final StringBuilder text = new StringBuilder();

  private Report(Options options) {
    this.options = options;
  }

  /** The whole report. */
  static String of(Options options) {
    Report report = new Report(options);
    report.assumptions();
    report.traffic();
    report.incidents();
    report.limits();
    return report.text.toString();
  }

  private void assumptions() {
    Load load = options.load();
    line(
        "%,.0f devices, %.0f %% of them connected; a day has %.0f logins of each and %.0f messages",
        load.devices(), load.online() * PERCENT, load.logins(), load.messages());
    line(
        "to each, %.0f %% of them to live recipients, in bursts of %.0f. The busiest second has",
        load.live() * PERCENT, load.burst());
    line(
        "%.0f times the average: %,.0f logins and %,.0f messages, of %,d bytes each.",
        load.peak(), load.loginsPerSecond(), load.messagesPerSecond(), load.bytes());
    line("A node has %d event loops.", load.loops());
    line("");
  }

  private void traffic() {
    line("## What a node sends to others in the busiest second");
    line("");
    head("messages", "all nodes grow with");
    Map<String, Kind> kinds = new LinkedHashMap<>();
    new Traffic(options.load(), options.nodes().get(0))
        .kinds()
        .forEach(kind -> kinds.put(kind.name(), kind));
    kinds
        .values()
        .forEach(
            kind ->
                row(
                    kind.name(),
                    kind.growth().title(),
                    nodes -> number(named(kind.name(), nodes).messages())));
    row("all", "", nodes -> number(sum(nodes, Kind::messages)));
    row("all, MiB", "", nodes -> number(sum(nodes, Kind::bytes) / MIB));
    row("of these bytes, KiB not for the load", "", nodes -> number(fixed(nodes) / KIB));
    line("");
  }

  private List<Kind> kinds(int nodes) {
    return new Traffic(options.load(), nodes).kinds();
  }

  private Kind named(String name, int nodes) {
    return kinds(nodes).stream().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow();
  }

  private double sum(int nodes, ToDoubleFunction<Kind> part) {
    return kinds(nodes).stream().mapToDouble(part).sum();
  }

  private double fixed(int nodes) {
    return kinds(nodes).stream()
        .filter(kind -> kind.growth() != Kind.Growth.LOAD)
        .mapToDouble(Kind::bytes)
        .sum();
  }

  private void incidents() {
    line("## What a node does when the cluster changes");
    line("");
    head("incident", "in a second");
    List<Incident> all = Incident.all(options.load(), 2);
    for (int number = 0; number < all.size(); number++) {
      String name = all.get(number).name();
      rowIfAny(name, "calls of the directory", number, one -> one.lookUps() + one.changes());
      rowIfAny(name, "logins", number, Incident::logins);
      rowIfAny(name, "mailboxes, all nodes", number, Incident::storeLooks);
    }
    line("");
  }

  private Incident incident(int number, int nodes) {
    return Incident.all(options.load(), nodes).get(number);
  }

  private void rowIfAny(String name, String second, int number, ToDoubleFunction<Incident> count) {
    if (count.applyAsDouble(incident(number, 2)) > 0) {
      row(name, second, nodes -> perSecond(incident(number, nodes), count));
    }
  }

  /** Where nothing says how long it takes, how many it is in all. */
  private static String perSecond(Incident incident, ToDoubleFunction<Incident> count) {
    double all = count.applyAsDouble(incident);
    return incident.seconds() == 0 ? number(all) + " in all" : number(all / incident.seconds());
  }

  private void limits() {
    Machines machines = options.machines();
    Load load = options.load();
    line("## What is used of the machines");
    line("");
    head(
        String.format(
            Locale.ROOT,
            "nodes of %.0f processors and %.0f GiB, Postgres of %.0f",
            machines.processors(),
            machines.gib(),
            machines.storeProcessors()),
        "when");
    row("heap of a node", "always", nodes -> percent(machines.heap(load, nodes)));
    row("processors of a node", "busiest second", nodes -> percent(machines.node(load, nodes)));
    row("processors of Postgres", "busiest second", nodes -> percent(machines.store(load)));
    beside("a member comes or goes, 10 s", 0);
    beside("a node dies, 60 s", 1);
    beside("all clients come back, 60 s", 4);
    row("used up first", "", nodes -> first(load, machines, nodes));
  }

  private void beside(String when, int incident) {
    Machines machines = options.machines();
    row(
        "processors of a node, beside",
        when,
        nodes -> percent(machines.node(incident(incident, nodes))));
    row(
        "processors of Postgres, beside",
        when,
        nodes -> percent(machines.store(incident(incident, nodes), nodes)));
  }

  private static String first(Load load, Machines machines, int nodes) {
    double heap = machines.heap(load, nodes);
    double node = machines.node(load, nodes);
    double store = machines.store(load);
    if (heap >= node && heap >= store) {
      return "heap";
    }
    return node >= store ? "processors" : "Postgres";
  }

  private void head(String first, String second) {
    List<String> cells = new ArrayList<>(List.of(first, second));
    options.nodes().forEach(nodes -> cells.add(nodes + " nodes"));
    cells(cells);
    cells(cells.stream().map(cell -> "---").toList());
  }

  @FunctionalInterface
  private interface Cell {
    String at(int nodes);
  }

  private void row(String first, String second, Cell cell) {
    List<String> cells = new ArrayList<>(List.of(first, second));
    options.nodes().forEach(nodes -> cells.add(cell.at(nodes)));
    cells(cells);
  }

  private void cells(List<String> cells) {
    line("%s", "| " + String.join(" | ", cells) + " |");
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%,.0f %%", share * PERCENT);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%,.1f" : "%,.0f", value);
  }
}
