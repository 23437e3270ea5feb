package org.messagingserver.delivery;

import java.util.List;
import java.util.stream.IntStream;
import org.messagingserver.encryption.HashedAddress;

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
      IntStream.range(0, ModelWorld.RECIPIENTS).mapToObj(ModelNames::hashed).toList();
  final HashedAddress absent = ModelNames.hashed(ModelWorld.ABSENT);

  ModelEnvironment(DeliverySettings settings) {
    this.settings = settings;
    recipients.forEach(this::register);
    register(absent);
  }

  /** As it was registered before, or for the first time. */
  void register(HashedAddress owner) {
    if (!mailbox.isRegistered(owner)) {
      mailbox.register(owner, ModelNames.registration(owner, 1));
    }
  }
}
