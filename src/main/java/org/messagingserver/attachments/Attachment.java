package org.messagingserver.attachments;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * An attachment that was offered a place, whether it has come or not.
 *
 * @param id random
 * @param bytes that it has, exactly
 * @param keptUntilHour hours since 1970; nobody reads it from then on
 */
record Attachment(UUID id, long bytes, int keptUntilHour) {
  private static final int HOUR_SECONDS = 3600;

  /** At least until then, to the whole hour: the moment says when it was put. */
  static int hourAfter(Instant kept) {
    return Math.toIntExact(-Math.floorDiv(-kept.getEpochSecond(), (long) HOUR_SECONDS));
  }

  /** Seconds since 1970. */
  long keptUntil() {
    return (long) keptUntilHour * HOUR_SECONDS;
  }

  /** The day at whose end nothing of it is left. */
  LocalDate day() {
    return LocalDate.ofInstant(Instant.ofEpochSecond(keptUntil()), ZoneOffset.UTC);
  }

  /** Says only that it is one: the rest is half of a link. */
  @Override
  public String toString() {
    return "Attachment[hidden]";
  }
}
