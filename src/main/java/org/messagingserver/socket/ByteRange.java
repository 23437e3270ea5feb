package org.messagingserver.socket;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that a request is for.
 *
 * <p>Source: RFC 9110, section 14.
 *
 * @param end behind the last of them
 * @param asked whether the request names them
 */
record ByteRange(long begin, long end, boolean asked) {
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Everything. */
  static ByteRange all(long length) {
    return new ByteRange(0, length, false);
  }

  /**
   * The bytes that a Range header asks for; empty if none of them exists. One that asks for several
   * ranges, or for something else than bytes, may be ignored, and is.
   *
   * @param header null if absent
   */
  static Optional<ByteRange> of(String header, long length) {
    Matcher range = SINGLE.matcher(header == null ? "" : header.strip());
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return Optional.of(all(length));
    }
    return range.group(1).isEmpty()
        ? last(Long.parseLong(range.group(2)), length)
        : from(Long.parseLong(range.group(1)), range.group(2), length);
  }

  private static Optional<ByteRange> last(long count, long length) {
    return count == 0
        ? Optional.empty()
        : Optional.of(new ByteRange(Math.max(0, length - count), length, true));
  }

  private static Optional<ByteRange> from(long begin, String last, long length) {
    long end = last.isEmpty() ? length : Math.min(length, Long.parseLong(last) + 1);
    if (!last.isEmpty() && Long.parseLong(last) < begin) {
      return Optional.of(all(length));
    }
    return begin >= length ? Optional.empty() : Optional.of(new ByteRange(begin, end, true));
  }

  long length() {
    return end - begin;
  }

  /** The value of Content-Range. */
  String contentRange(long whole) {
    return "bytes " + begin + "-" + (end - 1) + "/" + whole;
  }
}
