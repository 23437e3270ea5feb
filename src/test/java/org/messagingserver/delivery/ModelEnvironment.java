package org.messagingserver.delivery;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.protocol.DeviceId;

/**
 * What the parts of a {@link ModelWorld} share: its clock, bus and store, the devices that receive,
 * and what was promised.
 */
final class ModelEnvironment {
  final DeliverySettings settings;
  final SimulatedLoop time = new SimulatedLoop();
  final ModelMailbox mailbox = new ModelMailbox(time);
  final ModelBus bus = new ModelBus(time);
  final ModelPromise promise = new ModelPromise(mailbox);
  final ModelOnlineOnly onlineOnly = new ModelOnlineOnly(promise.admissions());
  final List<HashedAddress> recipients =
      IntStream.range(0, ModelWorld.RECIPIENTS).mapToObj(ModelEnvironment::recipient).toList();

  ModelEnvironment(DeliverySettings settings) {
    this.settings = settings;
    recipients.forEach(mailbox::register);
  }

  private static HashedAddress recipient(int number) {
    return new HashedAddress(new HashedUser(new UUID(1, number)), DeviceId.of(number + 1L));
  }
}
