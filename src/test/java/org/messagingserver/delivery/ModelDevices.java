package org.messagingserver.delivery;

import java.util.List;
import java.util.UUID;
import org.messagingserver.delivery.ConsumerEvent.RegisteredAs;
import org.messagingserver.delivery.ConsumerEvent.Unregistered;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;

/** The recipients' devices, as they register and unregister. */
final class ModelDevices {
  /** A socket that is gone. */
  private static final UUID BY = new UUID(0, 0);

  private final ModelEnvironment environment;
  private final ModelClients clients;

  ModelDevices(ModelEnvironment environment, ModelClients clients) {
    this.environment = environment;
    this.clients = clients;
  }

  /** As it was registered before, or for the first time. */
  void register(HashedAddress owner) {
    environment.register(owner);
    HashedRegistration registration = environment.mailbox.registrationOf(owner).orElseThrow();
    environment.bus.announce(owner, new RegisteredAs(registration, false, false, BY));
  }

  void unregister(HashedAddress owner) {
    if (environment.mailbox.isRegistered(owner)) {
      environment.mailbox.unregister(owner);
      environment.promise.unregistered(owner);
      for (ModelSocket socket : clients.socketsOf(owner)) {
        environment.promise.judgeOrder(socket.delivered());
        socket.startedAnew();
        socket.consumer().unregistered();
      }
      environment.bus.announce(owner, new Unregistered());
    }
  }

  /** One of the device's sockets does so, or one that has gone by now. */
  void admit(ModelAction.Admission action) {
    HashedAddress owner = environment.recipients.get(action.recipient());
    if (environment.mailbox.isRegistered(owner)) {
      admit(owner, ModelAdmission.of(owner, action.strangers(), action.tokens()));
      List<ModelSocket> sockets =
          clients.socketsOf(owner).stream().filter(one -> one.consumer().isStarted()).toList();
      if (action.announced() && !sockets.isEmpty()) {
        ModelSocket by = sockets.get(action.socket() % sockets.size());
        by.admissionChanged();
        by.consumer()
            .announceRegistered(
                environment.mailbox.registrationOf(owner).orElseThrow(), false, true);
      }
    }
  }

  /** A socket that has gone by now does so. */
  void admit(HashedAddress owner, ModelAdmission admission) {
    environment.mailbox.admit(owner, admission);
    environment.promise.admissionChanged(owner);
  }

  /** One of the device's sockets does so, or one that has gone by now. */
  void reregister(ModelAction.Reregistration action) {
    HashedAddress owner = environment.recipients.get(action.recipient());
    if (environment.mailbox.isRegistered(owner)) {
      HashedRegistration registration = ModelNames.registration(owner, action.registration());
      boolean replaced = environment.mailbox.register(owner, registration);
      List<ModelSocket> sockets = clients.socketsOf(owner);
      if (action.announced() && !sockets.isEmpty()) {
        MailboxConsumer by = sockets.get(action.socket() % sockets.size()).consumer();
        by.announceRegistered(registration, replaced, false);
      }
    }
  }
}
