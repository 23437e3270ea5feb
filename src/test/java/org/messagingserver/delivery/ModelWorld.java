package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.messagingserver.delivery.ConsumerEvent.OnlineOnly;
import org.messagingserver.delivery.ConsumerEvent.Registered;
import org.messagingserver.delivery.ConsumerEvent.Unregistered;
import org.messagingserver.delivery.MessageRejectedException.Reason;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.encryption.HashedUser;
import org.messagingserver.mailbox.Mailbox;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.Handling;

/**
 * Dispatchers and MailboxConsumers as they are, on event loops, a bus and a store that a history of
 * {@link ModelAction}s makes better and worse.
 */
final class ModelWorld {
  /** For so long each consumer has been swept twice. */
  private static final int SWEEP_ROUNDS = 45;

  static final int SENDERS = 6;
  static final int RECIPIENTS = 2;
  static final int NODES = 2;
  private static final int MAX_SOCKETS = 6;

  /** Bounded by the number of recipients and of Dispatchers, not of messages. */
  private static final Set<String> REMEMBERED =
      Set.of(
          Footprint.name(RecipientQueues.class, "queues"),
          Footprint.name(RecipientQueues.class, "idle"),
          Footprint.name(HighWaterMarks.class, "delivered"));

  /** One event loop with senders' sockets. */
  private final class SenderNode {
    final MortalLoop loop = new MortalLoop(time);
    final AckedMessageDeleter ackedMessageDeleter =
        new AckedMessageDeleter(loop, mailbox.of(loop), settings);
    final Dispatcher dispatcher =
        new Dispatcher(
            loop,
            mailbox.of(loop),
            bus.of(loop),
            ackedMessageDeleter,
            settings,
            Unmetered.DELIVERIES);
    final List<ModelSender> senders = new ArrayList<>();
    boolean stopped;

    SenderNode(int node) {
      for (int sender = node; sender < SENDERS; sender += NODES) {
        String name = sender + "." + restarts[node];
        senders.add(new ModelSender(name, dispatcher, settings, ModelWorld.this::send));
      }
    }

    void stop() {
      stopping.add(this);
      senders.forEach(ModelSender::stopReading);
      dispatcher
          .drain()
          .onSuccess(
              done -> {
                stopped = true;
                senders.forEach(sender -> promise.senderStopped(sender.name));
              })
          .eventually(ackedMessageDeleter::drain);
    }
  }

  /** One event loop with recipients' sockets. */
  private final class RecipientNode {
    final MortalLoop loop = new MortalLoop(time);
    final Mailbox store = mailbox.of(loop);
    final AckedMessageDeleter ackedMessageDeleter = new AckedMessageDeleter(loop, store, settings);
    final ReceiptBatcher receiptBatcher = new ReceiptBatcher(loop, bus.of(loop), () -> {});
    final MessageIds ids = new MessageIds();
    final SiblingConsumers siblingConsumers = new SiblingConsumers(loop, bus.of(loop), ids);
    final Set<MailboxConsumer> inboxes = new LinkedHashSet<>();

    RecipientNode() {
      bus.of(loop).subscribeReceipts(ids.dispatcherId(), siblingConsumers::receive);
      new MailboxSweep(loop, store, settings, inboxes);
    }
  }

  private record Open(ModelSocket socket, RecipientNode node) {}

  private final DeliverySettings settings;
  private final SimulatedLoop time = new SimulatedLoop();
  private final ModelMailbox mailbox = new ModelMailbox(time);
  private final ModelBus bus = new ModelBus(time);
  private final ModelPromise promise = new ModelPromise(mailbox);
  private final ModelOnlineOnly onlineOnly = new ModelOnlineOnly();
  private final List<HashedAddress> recipients = new ArrayList<>();
  private final Map<HashedAddress, Integer> sent = new HashMap<>();
  private final List<SenderNode> senders = new ArrayList<>();
  private final List<RecipientNode> nodes = new ArrayList<>();
  private final List<SenderNode> stopping = new ArrayList<>();
  private final List<Open> open = new ArrayList<>();
  private final int[] restarts = new int[NODES];

  ModelWorld(DeliverySettings settings) {
    this.settings = settings;
    for (int recipient = 0; recipient < RECIPIENTS; recipient++) {
      recipients.add(
          new HashedAddress(new HashedUser(new UUID(1, recipient)), DeviceId.of(recipient + 1L)));
      mailbox.register(recipients.get(recipient));
    }
    for (int node = 0; node < NODES; node++) {
      senders.add(new SenderNode(node));
      nodes.add(new RecipientNode());
    }
  }

  void act(ModelAction action) {
    if (action instanceof ModelAction.Send send) {
      send(send);
    } else if (action instanceof ModelAction.SendOnlineOnly send) {
      sendOnlineOnly(send);
    } else if (action instanceof ModelAction.Ack ack) {
      ack(ack);
    } else if (action instanceof ModelAction.Pass pass) {
      time.pass(pass.millis());
    } else if (action instanceof ModelAction.Login login) {
      logIn(recipients.get(login.recipient()));
    } else if (action instanceof ModelAction.Logout logout && logout.socket() < open.size()) {
      logOut(open.get(logout.socket()));
    } else if (action instanceof ModelAction.Writable pace && pace.socket() < open.size()) {
      open.get(pace.socket()).socket.writable(pace.writable());
    } else if (action instanceof ModelAction.Registration registration) {
      register(recipients.get(registration.recipient()), registration.registered());
    } else if (action instanceof ModelAction.Reregistration registration) {
      reregister(registration);
    } else {
      actOnNodes(action);
    }
    time.endTick();
  }

  private void actOnNodes(ModelAction action) {
    if (action instanceof ModelAction.Bus weather) {
      bus.weather(weather.weather());
      bus.delay(weather.delay());
      bus.lag(weather.lag());
    } else if (action instanceof ModelAction.Store weather) {
      mailbox.weather(weather.weather());
      mailbox.delay(weather.delay());
    } else if (action instanceof ModelAction.SenderDies dies) {
      killSender(dies.sender() % NODES);
    } else if (action instanceof ModelAction.SenderStops stops) {
      senders.get(stops.sender() % NODES).stop();
      replaceSender(stops.sender() % NODES);
    } else if (action instanceof ModelAction.RecipientDies dies) {
      killRecipient(dies.node());
    } else if (action instanceof ModelAction.RecipientStops stops) {
      stopRecipient(stops.node());
    }
  }

  private ModelSender sender(int sender) {
    return senders.get(sender % NODES).senders.get(sender / NODES);
  }

  /** Not more than a socket remembers: what it has forgotten may come twice. */
  private void send(ModelAction.Send send) {
    ModelSender sender = sender(send.sender());
    HashedAddress to = recipients.get(send.recipient());
    int all = sent.merge(to, send.count(), Integer::sum);
    if (all <= UnackedWindow.REMEMBERED * settings.maxInFlight()) {
      for (int message = 0; message < send.count(); message++) {
        sender.send(new ModelSender.Letter(to, registration(send.registration()), false));
      }
    }
    sender.decide();
  }

  private void sendOnlineOnly(ModelAction.SendOnlineOnly send) {
    ModelSender sender = sender(send.sender());
    HashedAddress to = recipients.get(send.recipient());
    for (int message = 0; message < send.count(); message++) {
      sender.send(new ModelSender.Letter(to, registration(send.registration()), true));
    }
    sender.decide();
  }

  private static Optional<HashedRegistration> registration(int number) {
    return number == 0 ? Optional.empty() : Optional.of(ModelMailbox.registration(number));
  }

  private String send(ModelSender sender, ModelSender.Letter letter) {
    return letter.onlineOnly() ? sendOnlineOnly(sender, letter) : sendKept(sender, letter);
  }

  private String sendOnlineOnly(ModelSender sender, ModelSender.Letter letter) {
    String content = onlineOnly.send(sender.name);
    sender
        .dispatcher
        .sendOnlineOnly(
            sender.senderQuota,
            letter.to(),
            new OnlineOnly(Buffer.buffer(content), letter.registration(), Optional.empty()))
        .onComplete(answer -> onlineOnly.answered(content, answer.succeeded()));
    return content;
  }

  private String sendKept(ModelSender sender, ModelSender.Letter letter) {
    String content = promise.send(sender.name, letter.to());
    sender
        .dispatcher
        .send(
            sender.senderQuota,
            letter.to(),
            Buffer.buffer(content),
            Handling.ORDINARY,
            letter.registration(),
            Optional.empty())
        .onSuccess(safe -> promise.senderAcked(content))
        .onFailure(refused -> refused(content, refused));
    return content;
  }

  private void refused(String content, Throwable refused) {
    promise.refused(content);
    if (((MessageRejectedException) refused).reason() == Reason.STALE_DEVICE) {
      promise.stale(content);
    }
  }

  private void ack(ModelAction.Ack ack) {
    if (ack.socket() < open.size()) {
      ModelSocket socket = open.get(ack.socket()).socket;
      switch (ack.which()) {
        case OLDEST -> socket.ackOldest();
        case NEWEST -> socket.ackNewest();
        case ALL -> socket.ackAll();
      }
    }
  }

  private void logIn(HashedAddress owner) {
    if (open.size() >= MAX_SOCKETS) {
      return;
    }
    RecipientNode node = nodes.get(open.size() % NODES);
    ModelSocket socket =
        new ModelSocket(owner, settings.maxInFlight(), promise, mailbox.waiting(owner));
    MailboxConsumer mailboxConsumer =
        new MailboxConsumer(
            node.loop,
            owner,
            socket,
            bus.of(node.loop),
            node.store,
            node.ackedMessageDeleter,
            node.receiptBatcher,
            node.siblingConsumers,
            new ReadAhead(50),
            settings,
            Unmetered.DELIVERIES);
    socket.consumer(mailboxConsumer);
    socket.onReplaced(() -> logOut(new Open(socket, node)));
    node.inboxes.add(mailboxConsumer);
    open.add(new Open(socket, node));
    mailboxConsumer.open().onSuccess(opened -> socket.start()).onFailure(away -> gone(socket));
  }

  private void logOut(Open there) {
    there.socket.consumer().close();
    gone(there.socket);
  }

  private void gone(ModelSocket socket) {
    promise.judgeOrder(socket.delivered());
    promise.socketGone(socket.acked());
    open.removeIf(
        there -> {
          if (there.socket == socket) {
            there.node.inboxes.remove(socket.consumer());
          }
          return there.socket == socket;
        });
  }

  private void register(HashedAddress owner, boolean registered) {
    if (registered) {
      mailbox.register(owner);
      bus.announce(owner, new Registered());
    } else if (mailbox.isRegistered(owner)) {
      mailbox.unregister(owner);
      promise.unregistered(owner);
      for (Open there : List.copyOf(open)) {
        if (there.socket.owner.equals(owner)) {
          promise.judgeOrder(there.socket.delivered());
          there.socket.startedAnew();
          there.socket.consumer().unregistered();
        }
      }
      bus.announce(owner, new Unregistered());
    }
  }

  /** One of the device's sockets does so, or one that has gone by now. */
  private void reregister(ModelAction.Reregistration action) {
    HashedAddress owner = recipients.get(action.recipient());
    if (mailbox.isRegistered(owner)) {
      HashedRegistration registration = ModelMailbox.registration(action.registration());
      boolean replaced = mailbox.register(owner, registration);
      List<ModelSocket> sockets = socketsOf(owner);
      if (action.announced() && !sockets.isEmpty()) {
        MailboxConsumer by = sockets.get(action.socket() % sockets.size()).consumer();
        by.announceRegistered(registration, replaced, false);
      }
    }
  }

  /** Others hear of it as they hear that its registrations are gone. */
  private void disturbed() {
    senders.forEach(node -> node.dispatcher.siblingConsumers().disturbed());
    stopping.forEach(node -> node.dispatcher.siblingConsumers().disturbed());
    nodes.forEach(node -> node.siblingConsumers.disturbed());
  }

  private void killSender(int node) {
    SenderNode dead = senders.get(node);
    dead.loop.die();
    promise.nodeDied();
    dead.senders.forEach(sender -> promise.senderDied(sender.name));
    dead.senders.forEach(sender -> onlineOnly.senderDied(sender.name));
    replaceSender(node);
  }

  private void replaceSender(int node) {
    restarts[node]++;
    senders.set(node, new SenderNode(node));
  }

  private void killRecipient(int node) {
    RecipientNode dead = nodes.get(node);
    dead.loop.die();
    promise.nodeDied();
    openOn(dead).forEach(there -> gone(there.socket));
    disturbed();
    nodes.set(node, new RecipientNode());
  }

  private void stopRecipient(int node) {
    openOn(nodes.get(node)).forEach(this::logOut);
    nodes.set(node, new RecipientNode());
  }

  private List<Open> openOn(RecipientNode node) {
    return open.stream().filter(there -> there.node == node).toList();
  }

  /** Everything works again and every client acks: all must come to an end, and to its end. */
  void judge() {
    mailbox.weather(ModelMailbox.Weather.FAIR);
    mailbox.delay(2);
    bus.weather(ModelBus.Weather.FAIR);
    bus.delay(1);
    bus.lag(0);
    open.forEach(there -> there.socket.writable(true));
    runRounds(60);
    for (int more = 0; more < 100 && !isDrained(); more++) {
      runRounds(1);
    }
    judgeAwake();
    runRounds(SWEEP_ROUNDS);
    judgeDrained();
    List.copyOf(open).forEach(this::logOut);
    recipients.forEach(owner -> register(owner, true));
    recipients.forEach(this::logIn);
    runRounds(140);
    judgeQuiet();
    judgeSenders();
    judgeLive();
    judgeSiblings();
    open.forEach(there -> promise.judgeOrder(there.socket.delivered()));
    promise.judgeAll();
    onlineOnly.judgeAnswered();
    assertThat(mailbox.hasAppendedOnlineOnly()).as("appended an online-only message").isFalse();
    judgeMemory();
  }

  private void runRounds(int rounds) {
    for (int round = 0; round < rounds; round++) {
      time.pass(100);
      List.copyOf(open).forEach(there -> there.socket.ackAll());
    }
  }

  private boolean isDrained() {
    return open.stream().allMatch(there -> mailbox.isEmpty(there.socket.owner));
  }

  /** Whatever has happened to a socket, it has got what waited, by the sweep at the latest. */
  private void judgeAwake() {
    open.forEach(
        there ->
            assertThat(mailbox.isEmpty(there.socket.owner))
                .as("the mailbox of %s is empty", there.socket.owner.device())
                .isTrue());
  }

  /** Nothing goes on where nothing is to be done, but for the sweep's few questions. */
  private void judgeQuiet() {
    int sent = bus.sent();
    int statements = mailbox.statements();
    time.pass(10_000);
    assertThat(bus.sent() - sent).as("sent over the bus while nothing is to do").isZero();
    assertThat(mailbox.statements() - statements).as("statements meanwhile").isLessThan(15);
  }

  /** Whatever has happened to a socket, its client learns that it is drained. */
  private void judgeDrained() {
    open.forEach(there -> assertThat(there.socket.missesDrained()).as("drained").isFalse());
  }

  private void judgeSenders() {
    for (int sender = 0; sender < SENDERS; sender++) {
      assertThat(sender(sender).isRead()).as("%s is read", sender).isTrue();
    }
    assertThat(stopping).as("nodes that have stopped").allMatch(node -> node.stopped);
  }

  /** Every queue has returned to hand-off. */
  private void judgeLive() {
    if (settings.handoffTimeout().isZero()) {
      return;
    }
    int appends = mailbox.appends();
    for (int sender = 0; sender < SENDERS; sender++) {
      for (HashedAddress to : recipients) {
        sender(sender).send(new ModelSender.Letter(to, Optional.empty(), false));
        time.pass(10);
        open.forEach(there -> there.socket.ackAll());
        time.pass(50 + settings.ackDelay().toMillis());
      }
    }
    assertThat(mailbox.appends() - appends).as("stored though it was handed over").isZero();
  }

  /** Each open socket of an Address gets a message, though another one acks it at once. */
  private void judgeSiblings() {
    logInOnOtherNodes();
    for (int sender = 0; sender < SENDERS; sender++) {
      for (HashedAddress to : recipients) {
        List<ModelSocket> sockets = socketsOf(to);
        ModelSocket first = sockets.get(sender % sockets.size());
        sockets.forEach(socket -> socket.writable(socket == first || !readsLate()));
        String content = send(sender(sender), new ModelSender.Letter(to, Optional.empty(), false));
        passAcking(first, 30);
        sockets.forEach(socket -> socket.writable(true));
        passAcking(first, 100);
        sockets.forEach(socket -> assertThat(socket.delivered()).as("a socket").contains(content));
        sockets.forEach(ModelSocket::ackAll);
        time.pass(50 + settings.ackDelay().toMillis());
      }
    }
  }

  private void logInOnOtherNodes() {
    for (int recipient = RECIPIENTS - 1; recipient >= 0; recipient--) {
      logIn(recipients.get(recipient));
    }
    time.pass(2000);
  }

  /** Only what is stored waits for a socket that takes nothing for a moment. */
  private boolean readsLate() {
    return settings.handoffTimeout().isZero();
  }

  private void passAcking(ModelSocket first, int millis) {
    for (int passed = 0; passed < millis; passed++) {
      time.pass(1);
      first.ackAll();
    }
  }

  private List<ModelSocket> socketsOf(HashedAddress to) {
    return open.stream().map(Open::socket).filter(socket -> socket.owner.equals(to)).toList();
  }

  /** What has been known of messages for long enough is forgotten. */
  private void judgeMemory() {
    time.pass(60_000);
    Map<String, Integer> held = new HashMap<>();
    senders.forEach(
        node -> Footprint.of(node.dispatcher, node.ackedMessageDeleter).forEach(toMax(held)));
    open.forEach(there -> Footprint.of(there.socket.consumer()).forEach(toMax(held)));
    held.keySet().removeAll(REMEMBERED);
    assertThat(held).as("held for nothing").isEmpty();
  }

  private static BiConsumer<String, Integer> toMax(Map<String, Integer> held) {
    return (what, size) -> held.merge(what, size, Math::max);
  }
}
