package org.messagingserver.testkit;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What {@code /metrics} of a server said at one moment. */
public final class Scrape {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_0-9]+)(\\{.*})? (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private final String text;

  private Scrape(String text) {
    this.text = text;
  }

  public static Scrape of(TestServer server) {
    return new Scrape(AdminPort.text(server, "/metrics"));
  }

  /** Of a server that is known by its {@code /health/ready} only. */
  public static Scrape of(URI health) {
    return new Scrape(AdminPort.text(health, "/metrics"));
  }

  public String text() {
    return text;
  }

  /** The value of one sample, by its name and labels as they stand there. */
  public double value(String sample) {
    return samples().getOrDefault(sample, Double.NaN);
  }

  private Map<String, Double> samples() {
    Map<String, Double> samples = new LinkedHashMap<>();
    SAMPLE
        .matcher(text)
        .results()
        .forEach(
            line -> {
              String labels = line.group(2) == null ? "" : line.group(2);
              samples.put(line.group(1) + labels, Double.valueOf(line.group(3)));
            });
    return samples;
  }

  /** Each metric as the manual lists it: name, type and labels, without those of its buckets. */
  public Set<String> metrics() {
    Map<String, String> types = new TreeMap<>();
    TYPE.matcher(text).results().forEach(type -> types.put(type.group(1), type.group(2)));
    Set<String> metrics = new TreeSet<>();
    types.forEach(
        (name, type) -> {
          if (!name.endsWith("_max") || !types.containsKey(name.replaceAll("_max$", ""))) {
            metrics.add(name + " | " + type + " | " + String.join(", ", labels(name, type)));
          }
        });
    return metrics;
  }

  private Set<String> labels(String name, String type) {
    String sample = type.equals("histogram") || type.equals("summary") ? name + "_count" : name;
    Set<String> labels = new TreeSet<>();
    Pattern.compile("(?m)^" + sample + "(\\{.*})? ")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .forEach(found -> LABEL.matcher(found).results().forEach(one -> labels.add(one.group(1))));
    return labels;
  }
}
