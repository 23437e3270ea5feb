package org.messagingserver.attachments;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The metrics of this package. */
public final class AttachmentMeters {
  /** How a transfer ended. */
  public enum Outcome {
    /** Whole. */
    OK,
    /** With an answer that refuses it. */
    REFUSED,
    /** Too slow. */
    TOO_SLOW,
    /** The client left, or the server stopped. */
    CUT_OFF,
    /** The store failed. */
    FAILED
  }

  private final MeterRegistry registry;
  private final Map<Outcome, Counter> uploads;
  private final Map<Outcome, Counter> downloads;
  private final Counter uploaded;
  private final Counter downloaded;

  public AttachmentMeters(MeterRegistry registry) {
    this.registry = registry;
    this.uploads = byOutcome("messaging.attachments.uploads", "Attachments put, by outcome");
    this.downloads =
        byOutcome("messaging.attachments.downloads", "Attachments fetched, by outcome");
    this.uploaded = bytes("messaging.attachments.uploaded", "Bytes of attachments that came in");
    this.downloaded =
        bytes("messaging.attachments.downloaded", "Bytes of attachments that went out");
  }

  private Map<Outcome, Counter> byOutcome(String name, String description) {
    Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);
    Arrays.stream(Outcome.values())
        .forEach(
            outcome ->
                counters.put(
                    outcome,
                    Counter.builder(name)
                        .description(description)
                        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                        .register(registry)));
    return counters;
  }

  private Counter bytes(String name, String description) {
    return Counter.builder(name).baseUnit("bytes").description(description).register(registry);
  }

  void watch(SpaceLedger ledger) {
    gauge("messaging.attachments.stored", "Bytes of attachments that are kept", ledger)
        .register(registry);
    Gauge.builder("messaging.attachments.reserved", ledger, SpaceLedger::claimed)
        .baseUnit("bytes")
        .description("Bytes of attachments that are coming in or were offered a place")
        .strongReference(true)
        .register(registry);
  }

  private static Gauge.Builder<SpaceLedger> gauge(
      String name, String description, SpaceLedger ledger) {
    return Gauge.builder(name, ledger, SpaceLedger::stored)
        .baseUnit("bytes")
        .description(description)
        .strongReference(true);
  }

  void watch(TransferSlots slots) {
    Gauge.builder("messaging.attachments.transfers", slots, TransferSlots::taken)
        .description("Attachments that are being put or fetched")
        .strongReference(true)
        .register(registry);
  }

  /** A put is over. */
  public void uploaded(Outcome outcome) {
    uploads.get(outcome).increment();
  }

  /** A fetch is over. */
  public void downloaded(Outcome outcome) {
    downloads.get(outcome).increment();
  }

  /** Bytes have come in. */
  public void cameIn(int bytes) {
    uploaded.increment(bytes);
  }

  /** Bytes have gone out. */
  public void wentOut(int bytes) {
    downloaded.increment(bytes);
  }
}
