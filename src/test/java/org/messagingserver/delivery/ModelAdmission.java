package org.messagingserver.delivery;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.mailbox.DeviceAdmission;

/**
 * Whom a device admits.
 *
 * @param tokens fingerprints of the tokens that admit their holders
 */
record ModelAdmission(Strangers strangers, Set<UUID> tokens) {
  /** How a device treats senders without a token. */
  enum Strangers {
    WELCOME,
    FEW,
    NONE
  }

  static final ModelAdmission EVERYBODY = new ModelAdmission(Strangers.WELCOME, Set.of());

  /** The admission of a device, by the numbers of its tokens. */
  static ModelAdmission of(HashedAddress owner, Strangers strangers, Set<Integer> tokens) {
    return new ModelAdmission(
        strangers,
        tokens.stream().map(token -> ModelNames.token(owner, token)).collect(Collectors.toSet()));
  }

  /** As the device row shows it. */
  DeviceAdmission toRow() {
    return new DeviceAdmission(strangers == Strangers.WELCOME, tokens);
  }

  boolean admits(Optional<UUID> token) {
    return toRow().admits(token);
  }

  /** Whether the device is as if it were not there for a sender. */
  boolean hidesFrom(Optional<UUID> token) {
    return strangers == Strangers.NONE && !admits(token);
  }
}
