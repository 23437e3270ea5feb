package org.messagingserver.config;

import java.util.Map;
import java.util.Optional;

/** Keys that a configuration may still hold from an earlier version, and what came instead. */
final class FormerKeys {
  private static final String MEMORY = "its share of memory.maxBytes";

  /** One value serves every deployment, so nobody has to set it. */
  private static final String FIXED = "no such key any more: the value is fixed";

  static final Map<String, String> REPLACEMENTS =
      Map.ofEntries(
          Map.entry("delivery.batchBytes", FIXED),
          Map.entry("delivery.batchRows", FIXED),
          Map.entry("delivery.batches", FIXED),
          Map.entry("delivery.outboxBytes", MEMORY),
          Map.entry("delivery.senderBytes", "delivery.maxBytesPerSender"),
          Map.entry("delivery.settleMillis", FIXED),
          Map.entry("delivery.sweepSeconds", "delivery.reconcileIntervalSeconds"),
          Map.entry("http.greetingSeconds", "http.firstRequestTimeoutSeconds"),
          Map.entry("http.maxPipelined", FIXED),
          Map.entry("http.nodeUnsentBytes", MEMORY),
          Map.entry("http.stopSeconds", "http.shutdownTimeoutSeconds"),
          Map.entry("http.unfinishedBytes", MEMORY),
          Map.entry("http.writeQueueBytes", FIXED),
          Map.entry("limits.connection.refusalsPerMinute", FIXED),
          Map.entry("limits.fields", "limits.messageBytes, and fixed values for the rest"),
          Map.entry("limits.pair", "limits.sourceRecipient"),
          Map.entry("limits.slots", FIXED),
          Map.entry("postgres.connectSeconds", "postgres.startupTimeoutSeconds"),
          Map.entry("postgres.maxWaiting", FIXED),
          Map.entry("preKeys.pendingBytes", MEMORY));

  private FormerKeys() {}

  /** The replacement of a former key; empty for any other. */
  static Optional<String> replacement(String path) {
    return Optional.ofNullable(REPLACEMENTS.get(path));
  }
}
