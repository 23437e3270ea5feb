package org.messagingserver.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The senders that may reach a device.
 *
 * @param deliveryTokenHashes SHA-256 hashes of the tokens that admit, at most {@link #MAX_TOKENS}
 */
public record Admission(Strangers strangers, List<Buffer> deliveryTokenHashes) {
  /** The most tokens of a device. */
  public static final int MAX_TOKENS = 4;

  /** Checks the number and the lengths. */
  public Admission {
    deliveryTokenHashes = List.copyOf(deliveryTokenHashes);
    if (deliveryTokenHashes.size() > MAX_TOKENS) {
      throw new InvalidFieldException("more than 4 delivery tokens");
    }
    if (deliveryTokenHashes.stream().anyMatch(hash -> hash.length() != DeliveryToken.BYTES)) {
      throw new InvalidFieldException("the hash of a delivery token is not 32 bytes");
    }
  }

  /** The rights of senders without one of the tokens. */
  public enum Strangers {
    /** All that others may. */
    WELCOME(0),
    /**
     * Send 20 messages of at most 4 KiB in 24 hours, all together, and fetch keys without a
     * one-time key.
     */
    FEW(1),
    /** Nothing: to them, the device is not registered. */
    NONE(2);

    private final short code;

    Strangers(int code) {
      this.code = (short) code;
    }

    /** The number in {@code Messages.proto}, and in the database. */
    public short code() {
      return code;
    }
  }

  /** Never shows the hashes. */
  @Override
  public String toString() {
    return "Admission[hidden]";
  }
}
