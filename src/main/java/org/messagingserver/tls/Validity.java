package org.messagingserver.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Says when a certificate was, or will be, good. */
final class Validity {
  private Validity() {}

  /**
   * The problem of a certificate that is not valid now; the same text all day.
   *
   * @param number its place in the file, from 1
   */
  static String problem(int number, X509Certificate certificate) {
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    String what =
        end.isBefore(Instant.now()) ? "expired at " + end : "is not valid before " + begin;
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return "certificate " + number + " " + what + "; this machine's date is " + today;
  }
}
