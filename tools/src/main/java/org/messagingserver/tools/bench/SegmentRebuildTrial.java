package org.messagingserver.tools.bench;

import java.util.EnumMap;
import java.util.Map;

/** Reads the places of all messages of a segment, as a node would at its start. */
final class SegmentRebuildTrial implements Trial {
  private final Segment segment;
  private final Cost cost;

  SegmentRebuildTrial(Segment segment, Cost cost) {
    this.segment = segment;
    this.cost = cost;
  }

  @Override
  public void warmUp() {
    WarmUp.ofThisProcess().run(segment::rebuild);
  }

  @Override
  public RoundMetrics round() {
    Map<Metric, Long> before = cost.soFar();
    long begin = System.nanoTime();
    int rows = segment.rebuild();
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<Metric, Double> values = new EnumMap<>(cost.since(before, rows));
    values.put(Metric.RATE, rows / seconds);
    return new RoundMetrics(values);
  }

  @Override
  public void close() {
    segment.close();
  }
}
