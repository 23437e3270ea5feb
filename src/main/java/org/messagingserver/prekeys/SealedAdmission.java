package org.messagingserver.prekeys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.Admission;

/**
 * An admission as the table holds it: with always as many tokens, in an order that says nothing.
 *
 * @param strangers what senders without a token may do, as a number
 * @param tokens keyed fingerprints of the tokens' hashes, and random ones
 */
record SealedAdmission(Short strangers, List<UUID> tokens) {
  /** Leaves the one on file. */
  static final SealedAdmission UNCHANGED = new SealedAdmission(null, null);

  static SealedAdmission seal(HashedUser owner, Admission admission, Encryption encryption) {
    List<UUID> tokens = new ArrayList<>();
    admission
        .deliveryTokenHashes()
        .forEach(hash -> tokens.add(encryption.fingerprintOfToken(owner, hash.getBytes())));
    while (tokens.size() < Admission.MAX_TOKENS) {
      tokens.add(UUID.randomUUID());
    }
    Collections.shuffle(tokens);
    return new SealedAdmission(admission.strangers().code(), tokens);
  }

  /** As a parameter of a statement. */
  UUID[] tokenArray() {
    return tokens == null ? null : tokens.toArray(UUID[]::new);
  }
}
