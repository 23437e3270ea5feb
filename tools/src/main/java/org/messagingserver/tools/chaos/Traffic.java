package org.messagingserver.tools.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntSupplier;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;

/**
 * All clients: some users with one device and some with two, and as many senders as users. What
 * they decide to do comes from the seed; when, from the clock.
 */
final class Traffic {
  static final int USERS = 30;

  private static final int USERS_WITH_TWO = 10;
  private static final int SENDERS = 30;

  private final Vertx vertx;
  private final ClientProxies clientProxies;
  private final DeliveryChecker deliveryChecker;
  private final IntSupplier clock;
  private final long seed;
  private final RecipientQueues recipientQueues = new RecipientQueues(USERS + USERS_WITH_TWO);
  private final List<Device> devices = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();

  Traffic(
      Vertx vertx,
      ClientProxies clientProxies,
      DeliveryChecker deliveryChecker,
      IntSupplier clock,
      long seed,
      int perSecond) {
    this.vertx = vertx;
    this.clientProxies = clientProxies;
    this.deliveryChecker = deliveryChecker;
    this.clock = clock;
    this.seed = seed;
    for (int user = 0; user < USERS; user++) {
      Identity identity = Identity.generate();
      addDevice(identity, 1);
      if (user < USERS_WITH_TWO) {
        addDevice(identity, 2);
      }
    }
    List<Address> addresses = devices.stream().map(Device::address).toList();
    for (int number = 0; number < SENDERS; number++) {
      addSender(number, addresses, (double) perSecond / SENDERS);
    }
  }

  private void addDevice(Identity identity, int id) {
    int number = devices.size();
    devices.add(
        new Device(
            vertx,
            number,
            identity,
            DeviceId.of(id),
            client(number),
            deliveryChecker,
            recipientQueues,
            new Random(seed + 1 + number),
            clock));
  }

  private void addSender(int number, List<Address> addresses, double perSecond) {
    Random random = new Random(~seed - number);
    senders.add(
        new Sender(vertx, number, client(number), deliveryChecker, addresses, random, perSecond));
  }

  private MessagingClient client(int number) {
    boolean fleeting = ClientBehavior.of(number) == ClientBehavior.FLEETING;
    return MessagingClient.create(vertx, clientProxies.options(number, fleeting));
  }

  /** Registers all devices, then begins. */
  Future<Void> start() {
    return Future.all(devices.stream().map(Device::register).toList())
        .compose(registered -> Future.all(senders.stream().map(Sender::connect).toList()))
        .onSuccess(
            connected -> {
              devices.forEach(Device::start);
              senders.forEach(Sender::start);
            })
        .mapEmpty();
  }

  /** Sends no more, and has everybody there to receive what is on its way. */
  void calm() {
    senders.forEach(Sender::stop);
    devices.forEach(Device::stay);
  }

  /** All are gone when it completes. */
  Future<Void> close() {
    List<Future<Void>> closing = new ArrayList<>();
    senders.forEach(sender -> closing.add(sender.close()));
    devices.forEach(device -> closing.add(device.close()));
    return Future.join(closing).mapEmpty();
  }

  /** From whom to whom a lane leads. */
  String lane(int lane) {
    int device = recipientQueues.device(lane);
    return String.format(
        Locale.ROOT,
        "sender %d to device %d (%s)",
        recipientQueues.sender(lane),
        device,
        ClientBehavior.of(device).name().toLowerCase(Locale.ROOT));
  }
}
