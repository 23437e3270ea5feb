package org.messagingserver.encryption;

import java.util.List;
import java.util.UUID;

/**
 * The public facts about a keyset file.
 *
 * @param id that of the keyset, which never changes
 * @param isSealed whether a passphrase is needed to read the file
 * @param sealingKeys oldest first
 * @param vapidKeys newest first
 */
public record KeysetSummary(
    UUID id, boolean isSealed, List<SealingKey> sealingKeys, List<VapidKey> vapidKeys) {}
