package org.messagingserver.delivery;

/**
 * Dispatchers and MailboxConsumers as they are, on event loops, a bus and a store that a history of
 * {@link ModelAction}s makes better and worse.
 */
final class ModelWorld {
  static final int SENDERS = 6;

  /** Devices with clients. */
  static final int RECIPIENTS = 2;

  /** The number of a registered device whose client comes in the end. */
  static final int ABSENT = RECIPIENTS;

  /** The number of a device that never registers. */
  static final int UNKNOWN = ABSENT + 1;

  static final int DEVICES = UNKNOWN + 1;
  static final int NODES = 2;

  private final ModelEnvironment environment;
  private final ModelTraffic traffic;
  private final ModelNodes nodes;
  private final ModelClients clients;
  private final ModelDevices devices;

  ModelWorld(DeliverySettings settings) {
    this.environment = new ModelEnvironment(settings);
    this.traffic = new ModelTraffic(environment);
    this.nodes = new ModelNodes(environment, traffic::read);
    this.clients = new ModelClients(environment, nodes);
    this.devices = new ModelDevices(environment, clients);
  }

  void act(ModelAction action) {
    if (action instanceof ModelAction.Pass pass) {
      environment.time.pass(pass.millis());
    } else if (action instanceof ModelAction.Send send) {
      traffic.send(nodes.sender(send.sender()), send);
    } else if (action instanceof ModelAction.SendOnlineOnly send) {
      traffic.send(nodes.sender(send.sender()), send);
    } else if (action instanceof ModelAction.SendMany send) {
      traffic.send(nodes.sender(send.sender()), send);
    } else if (action instanceof ModelAction.OfClient ofClient) {
      act(ofClient);
    } else if (action instanceof ModelAction.OfNode ofNode) {
      act(ofNode);
    } else if (action instanceof ModelAction.Weather weather) {
      act(weather);
    }
    environment.time.endTick();
  }

  private void act(ModelAction.OfClient action) {
    if (action instanceof ModelAction.Ack ack) {
      clients.with(ack.socket(), socket -> socket.ack(ack.which()));
    } else if (action instanceof ModelAction.Login login) {
      clients.logIn(environment.recipients.get(login.recipient()));
    } else if (action instanceof ModelAction.Logout logout) {
      clients.with(logout.socket(), clients::logOut);
    } else if (action instanceof ModelAction.Writable pace) {
      clients.with(pace.socket(), socket -> socket.writable(pace.writable()));
    } else if (action instanceof ModelAction.Registration registration) {
      register(registration);
    } else if (action instanceof ModelAction.Reregistration registration) {
      devices.reregister(registration);
    } else if (action instanceof ModelAction.Admission admission) {
      devices.admit(admission);
    }
  }

  private void register(ModelAction.Registration action) {
    if (action.registered()) {
      devices.register(environment.recipients.get(action.recipient()));
    } else {
      devices.unregister(environment.recipients.get(action.recipient()));
    }
  }

  private void act(ModelAction.OfNode action) {
    if (action instanceof ModelAction.SenderDies dies) {
      nodes.killSender(dies.sender() % NODES);
    } else if (action instanceof ModelAction.SenderStops stops) {
      nodes.stopSender(stops.sender() % NODES);
    } else if (action instanceof ModelAction.RecipientDies dies) {
      clients.killNode(dies.node());
    } else if (action instanceof ModelAction.RecipientStops stops) {
      clients.stopNode(stops.node());
    }
  }

  private void act(ModelAction.Weather action) {
    if (action instanceof ModelAction.Bus weather) {
      environment.bus.weather(weather.weather());
      environment.bus.delay(weather.delay());
      environment.bus.lag(weather.lag());
    } else if (action instanceof ModelAction.Directory directory) {
      act(directory.change());
    } else if (action instanceof ModelAction.Store weather) {
      environment.mailbox.weather(weather.weather());
      environment.mailbox.delay(weather.delay());
    } else if (action instanceof ModelAction.Clock clock) {
      environment.mailbox.clock().jump(clock.hours());
      environment.promise.clockJumped();
    } else if (action instanceof ModelAction.Expiry) {
      environment.mailbox.expire();
    }
  }

  private void act(ModelAction.Change change) {
    switch (change) {
      case LOSES_PARTITIONS -> environment.bus.directory().losePartitions();
      case SPLITS -> environment.bus.directory().split();
      case UNITES -> environment.bus.directory().unite();
    }
    nodes.disturbed();
  }

  /** Everything works again and every client acks: all must come to an end, and to its end. */
  void judge() {
    new ModelJudge(environment, traffic, nodes, clients, devices).judge();
  }
}
