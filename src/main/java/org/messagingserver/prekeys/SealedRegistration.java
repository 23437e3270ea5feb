package org.messagingserver.prekeys;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.encryption.SealPurpose;

/**
 * A registration as the tables hold it.
 *
 * @param fingerprint the same for two registrations with the same registrationID and signedPreKey
 * @param hash of the registrationID
 * @param keys sealed one-time keys by fingerprint, each once, the newest {@code maxPerDevice}
 */
record SealedRegistration(
    HashedAddress owner,
    UUID fingerprint,
    HashedRegistration hash,
    Buffer device,
    Map<UUID, Buffer> keys,
    SealedAdmission admission) {

  static SealedRegistration seal(
      HashedAddress owner, Registration registration, Encryption encryption, int maxKeys) {
    UUID fingerprint =
        encryption.fingerprint(
            owner, registration.registrationId(), registration.signedPreKey().getBytes());
    byte[] device = encryption.seal(SealPurpose.REGISTRATION, owner, registration.deviceBytes());
    List<Buffer> given = registration.oneTimePreKeys();
    Map<UUID, Buffer> keys = new LinkedHashMap<>();
    for (Buffer key : given.subList(Math.max(0, given.size() - maxKeys), given.size())) {
      keys.computeIfAbsent(
          encryption.fingerprint(owner, key.getBytes()),
          unseen ->
              Buffer.buffer(encryption.seal(SealPurpose.ONE_TIME_PRE_KEY, owner, key.getBytes())));
    }
    SealedAdmission admission =
        registration
            .admission()
            .map(admitted -> SealedAdmission.seal(owner.user(), admitted, encryption))
            .orElse(SealedAdmission.UNCHANGED);
    return new SealedRegistration(
        owner,
        fingerprint,
        encryption.hash(owner, registration.registrationId()),
        Buffer.buffer(device),
        keys,
        admission);
  }

  Tuple parameters(long newEpoch, PreKeySettings settings) {
    return Tuple.from(
        Arrays.asList(
            owner.user().value(),
            owner.device().asLong(),
            newEpoch,
            fingerprint,
            device,
            settings.maxDevices(),
            keys.keySet().toArray(UUID[]::new),
            keys.values().toArray(Buffer[]::new),
            settings.maxPerDevice(),
            (long) settings.maxUserBytes(),
            bytes(),
            hash.value(),
            admission.strangers(),
            admission.tokenArray()));
  }

  private long bytes() {
    return device.length() + keys.values().stream().mapToLong(Buffer::length).sum();
  }
}
