package org.messagingserver.tools.bench;

import java.util.List;

/**
 * The line with the least squares of distances to points.
 *
 * @param slope of the line
 * @param intercept its value at 0
 * @param largestDistance the largest distance of a point, up or down
 */
record StraightLine(double slope, double intercept, double largestDistance) {

  /** A point of the line. */
  record Point(double x, double y) {}

  /** The line through two points at least, of which not all have the same x. */
  static StraightLine through(List<Point> points) {
    double meanX = points.stream().mapToDouble(Point::x).average().orElseThrow();
    double meanY = points.stream().mapToDouble(Point::y).average().orElseThrow();
    double both = 0;
    double square = 0;
    for (Point point : points) {
      both += (point.x - meanX) * (point.y - meanY);
      square += (point.x - meanX) * (point.x - meanX);
    }
    if (square == 0) {
      throw new IllegalArgumentException("a line needs two points");
    }
    double slope = both / square;
    double intercept = meanY - slope * meanX;
    double largest =
        points.stream()
            .mapToDouble(point -> Math.abs(point.y - intercept - slope * point.x))
            .max()
            .orElseThrow();
    return new StraightLine(slope, intercept, largest);
  }

  double at(double x) {
    return intercept + slope * x;
  }
}
