package org.messagingserver.mailbox;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The senders whose messages a device takes without the store's judgement.
 *
 * @param strangers whether those of strangers
 * @param deliveryTokens keyed fingerprints of the tokens that admit, and random ones
 */
public record DeviceAdmission(boolean strangers, Set<UUID> deliveryTokens) {
  /** Everybody's. */
  public static final DeviceAdmission EVERYBODY = new DeviceAdmission(true, Set.of());

  /** A device may have named a token twice. */
  static DeviceAdmission of(Row row) {
    return new DeviceAdmission(
        row.getShort("strangers") == 0,
        Set.copyOf(List.of(row.getArrayOfUUIDs("delivery_tokens"))));
  }

  /** Whether it takes a message whose sender has named this token. */
  public boolean admits(Optional<UUID> deliveryToken) {
    return strangers || deliveryToken.filter(deliveryTokens::contains).isPresent();
  }

  /** Never shows the tokens. */
  @Override
  public String toString() {
    return "DeviceAdmission[hidden]";
  }
}
