package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.messagingserver.client.Identity;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.testkit.TestStore;

/** The devices of a model, and the names of them, their registrations and tokens in the store. */
final class ModelNames {
  static final Encryption ENCRYPTION = TestStore.newVault();

  /** Registrations and tokens have numbers below. */
  private static final int NUMBERS = 4;

  private record Names(
      HashedAddress owner, List<HashedRegistration> registrations, List<UUID> tokens) {
    static Names of(Address address) {
      HashedAddress owner = ENCRYPTION.hash(address);
      return new Names(
          owner,
          IntStream.range(0, NUMBERS).mapToObj(id -> ENCRYPTION.hash(owner, id)).toList(),
          IntStream.range(0, NUMBERS).mapToObj(id -> fingerprint(owner, id)).toList());
    }

    private static UUID fingerprint(HashedAddress owner, int token) {
      return ENCRYPTION.fingerprintOfToken(owner.user(), deliveryToken(token).hash().getBytes());
    }
  }

  private static final List<Address> ADDRESSES =
      IntStream.rangeClosed(1, ModelWorld.DEVICES)
          .mapToObj(device -> new Address(Identity.generate().userId(), DeviceId.of(device)))
          .toList();

  private static final Map<HashedAddress, Names> NAMES =
      ADDRESSES.stream()
          .map(Names::of)
          .collect(Collectors.toMap(Names::owner, Function.identity()));

  private ModelNames() {}

  static Address address(int device) {
    return ADDRESSES.get(device);
  }

  static HashedAddress hashed(int device) {
    return ENCRYPTION.hash(ADDRESSES.get(device));
  }

  static HashedRegistration registration(HashedAddress owner, int number) {
    return NAMES.get(owner).registrations.get(number);
  }

  static UUID token(HashedAddress owner, int number) {
    return NAMES.get(owner).tokens.get(number);
  }

  /** The fingerprint of the token that a sender names; 0 for none. */
  static Optional<UUID> named(HashedAddress owner, int token) {
    return token == 0 ? Optional.empty() : Optional.of(token(owner, token));
  }

  static DeliveryToken deliveryToken(int number) {
    return new DeliveryToken(Buffer.buffer(new byte[DeliveryToken.BYTES]).setInt(0, number));
  }
}
