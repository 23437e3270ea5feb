package org.messagingserver.client;

import java.util.List;
import java.util.stream.Collectors;

/** The senders that may reach a device. */
public final class Admission {
  /** The most tokens of a device. */
  public static final int MAX_TOKENS = 4;

  private final Strangers strangers;
  private final List<byte[]> deliveryTokenHashes;

  /**
   * Admits holders of one of these tokens, and others as stated.
   *
   * @param strangers the rights of senders without one of the tokens
   * @param deliveryTokens at most {@link #MAX_TOKENS}
   */
  public Admission(Strangers strangers, List<DeliveryToken> deliveryTokens) {
    if (deliveryTokens.size() > MAX_TOKENS) {
      throw new IllegalArgumentException("more than 4 delivery tokens");
    }
    this.strangers = strangers;
    this.deliveryTokenHashes =
        deliveryTokens.stream().map(DeliveryToken::hash).collect(Collectors.toList());
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

    private final int code;

    Strangers(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** The rights of senders without one of the tokens. */
  public Strangers strangers() {
    return strangers;
  }

  List<byte[]> deliveryTokenHashes() {
    return deliveryTokenHashes;
  }

  /** Never shows the hashes. */
  @Override
  public String toString() {
    return "Admission[hidden]";
  }
}
