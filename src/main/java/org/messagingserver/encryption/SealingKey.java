package org.messagingserver.encryption;

import java.util.Locale;

/**
 * A key's name; nothing of the key itself.
 *
 * @param id as it stands at the beginning of each of its seals
 */
public record SealingKey(int id, Role role) {

  /** The role of a sealing key. All of them open what they have sealed. */
  public enum Role {
    /** Sealed before the present one did. */
    FORMER,
    /** Seals. */
    CURRENT,
    /** Was added, and is to seal once it is promoted. */
    NEXT;

    /** By how many positions a key follows the current one. */
    static Role of(int offset) {
      return offset == 0 ? CURRENT : offset < 0 ? FORMER : NEXT;
    }
  }

  /** As the database and the other nodes know it. */
  public String name() {
    return String.format(Locale.ROOT, "%08x", id);
  }
}
