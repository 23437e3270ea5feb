package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.messagingserver.delivery.ModelAdmission.Strangers;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.protocol.Handling;

/**
 * Ends a history: everything works again and every client acks, so all must come to an end, and
 * nothing be held for longer.
 */
final class ModelJudge {
  /** For so long each consumer has been swept twice. */
  private static final int SWEEP_ROUNDS = 45;

  private static final int TOKEN = 1;

  /** Bounded by the number of recipients and of Dispatchers, not of messages. */
  private static final Set<String> REMEMBERED =
      Set.of(
          Footprint.name(RecipientQueues.class, "queues"),
          Footprint.name(RecipientQueues.class, "idle"),
          Footprint.name(HighWaterMarks.class, "delivered"));

  private final ModelEnvironment environment;
  private final ModelTraffic traffic;
  private final ModelNodes nodes;
  private final ModelClients clients;
  private final ModelDevices devices;

  ModelJudge(
      ModelEnvironment environment,
      ModelTraffic traffic,
      ModelNodes nodes,
      ModelClients clients,
      ModelDevices devices) {
    this.environment = environment;
    this.traffic = traffic;
    this.nodes = nodes;
    this.clients = clients;
    this.devices = devices;
  }

  void judge() {
    environment.promise.judgeDeliveries();
    calm();
    runRounds(60);
    for (int more = 0; more < 100 && !isDrained(); more++) {
      runRounds(1);
    }
    judgeAwake();
    runRounds(SWEEP_ROUNDS);
    judgeDrained();
    logInAnew();
    runRounds(140);
    judgeQuiet();
    judgeSenders();
    judgeLive();
    judgeMany();
    judgeSiblings();
    clients.sockets().forEach(socket -> environment.promise.judgeOrder(socket.delivered()));
    environment.promise.judgeAll();
    environment.onlineOnly.judgeAnswered();
    assertThat(environment.mailbox.hasAppendedOnlineOnly())
        .as("appended an online-only message")
        .isFalse();
    judgeMemory();
  }

  private void calm() {
    environment.mailbox.weather(ModelMailbox.Weather.FAIR);
    environment.mailbox.delay(2);
    environment.bus.weather(ModelBus.Weather.FAIR);
    environment.bus.delay(1);
    environment.bus.lag(0);
    environment.bus.directory().unite();
    nodes.disturbed();
    clients.sockets().forEach(socket -> socket.writable(true));
  }

  private void logInAnew() {
    clients.sockets().forEach(clients::logOut);
    environment.recipients.forEach(devices::register);
    for (int recipient = 0; recipient < ModelWorld.RECIPIENTS; recipient++) {
      devices.admit(environment.recipients.get(recipient), admissionInTheEnd(recipient));
    }
    environment.recipients.forEach(clients::logIn);
    clients.logIn(environment.absent);
  }

  /** One welcomes everybody, the others holders of a token alone. */
  private static ModelAdmission admissionInTheEnd(int recipient) {
    return recipient == 0
        ? ModelAdmission.EVERYBODY
        : ModelAdmission.of(ModelNames.hashed(recipient), Strangers.NONE, Set.of(TOKEN));
  }

  private void runRounds(int rounds) {
    for (int round = 0; round < rounds; round++) {
      environment.time.pass(100);
      clients.ackAll();
    }
  }

  private boolean isDrained() {
    return clients.sockets().stream().allMatch(socket -> environment.mailbox.isEmpty(socket.owner));
  }

  /** Whatever has happened to a socket, it has got what waited, by the sweep at the latest. */
  private void judgeAwake() {
    clients
        .sockets()
        .forEach(
            socket ->
                assertThat(environment.mailbox.isEmpty(socket.owner))
                    .as("the mailbox of %s is empty", socket.owner.device())
                    .isTrue());
  }

  /** Nothing goes on where nothing is to be done, but for the sweep's few questions. */
  private void judgeQuiet() {
    int sent = environment.bus.sent();
    int statements = environment.mailbox.statements();
    environment.time.pass(10_000);
    assertThat(environment.bus.sent() - sent)
        .as("sent over the bus while nothing is to do")
        .isZero();
    assertThat(environment.mailbox.statements() - statements)
        .as("statements meanwhile")
        .isLessThan(5 * clients.sockets().size() + 5);
  }

  /** Whatever has happened to a socket, its client learns that it is drained. */
  private void judgeDrained() {
    clients.sockets().forEach(socket -> assertThat(socket.missesDrained()).as("drained").isFalse());
  }

  private void judgeSenders() {
    senders().forEach(sender -> assertThat(sender.isRead()).as("%s is read", sender.name).isTrue());
    assertThat(nodes.stopping())
        .as("nodes that have stopped")
        .allMatch(ModelSenderNode::hasStopped);
  }

  private List<ModelSender> senders() {
    return IntStream.range(0, ModelWorld.SENDERS).mapToObj(nodes::sender).toList();
  }

  /** Every queue has returned to hand-off. */
  private void judgeLive() {
    if (environment.settings.handoffTimeout().isZero()) {
      return;
    }
    int appends = environment.mailbox.appends();
    for (ModelSender sender : senders()) {
      for (HashedAddress to : environment.recipients) {
        sender.send(letter(to));
        environment.time.pass(10);
        clients.ackAll();
        environment.time.pass(50 + environment.settings.ackDelay().toMillis());
      }
    }
    assertThat(environment.mailbox.appends() - appends)
        .as("stored though it was handed over")
        .isZero();
  }

  /** A result leaves as soon as it may if no part waits for anything. */
  private void judgeMany() {
    ModelAction.Naming naming = new ModelAction.Naming(0, TOKEN);
    List<ModelAction.Part> parts =
        IntStream.range(0, ModelWorld.DEVICES)
            .mapToObj(device -> new ModelAction.Part(device, naming, false))
            .toList();
    ModelFanOut fanOut =
        new ModelFanOut(
            environment, nodes.sender(0), new ModelSender.Many(parts, Handling.ORDINARY));
    fanOut.send();
    environment.time.pass(10);
    clients.ackAll();
    environment.time.pass(Math.max(40, fanOut.firstTick() - environment.time.millis()));
    assertThat(fanOut.isAnswered()).as("answered at its tick").isTrue();
    runRounds(3);
  }

  private static ModelSender.Letter letter(HashedAddress to) {
    return new ModelSender.Letter(
        to, Optional.empty(), ModelNames.named(to, TOKEN), Handling.ORDINARY);
  }

  /** Each open socket of an Address gets a message, though another one acks it at once. */
  private void judgeSiblings() {
    logInOnOtherNodes();
    for (int sender = 0; sender < ModelWorld.SENDERS; sender++) {
      for (HashedAddress to : environment.recipients) {
        List<ModelSocket> sockets = clients.socketsOf(to);
        judgeSiblings(sockets, sockets.get(sender % sockets.size()), nodes.sender(sender), to);
      }
    }
  }

  private void judgeSiblings(
      List<ModelSocket> sockets, ModelSocket first, ModelSender sender, HashedAddress to) {
    sockets.forEach(socket -> socket.writable(socket == first || !readsLate()));
    String content = traffic.pass(sender, letter(to));
    passAcking(first, 30);
    sockets.forEach(socket -> socket.writable(true));
    passAcking(first, 100);
    sockets.forEach(socket -> assertThat(socket.delivered()).as("a socket").contains(content));
    sockets.forEach(ModelSocket::ackAll);
    environment.time.pass(50 + environment.settings.ackDelay().toMillis());
  }

  private void logInOnOtherNodes() {
    environment.recipients.forEach(clients::logIn);
    environment.time.pass(2000);
  }

  /** Only what is stored waits for a socket that takes nothing for a moment. */
  private boolean readsLate() {
    return environment.settings.handoffTimeout().isZero();
  }

  private void passAcking(ModelSocket first, int millis) {
    for (int passed = 0; passed < millis; passed++) {
      environment.time.pass(1);
      first.ackAll();
    }
  }

  /** What has been known of messages for long enough is forgotten. */
  private void judgeMemory() {
    environment.time.pass(60_000);
    Map<String, Integer> held = new HashMap<>();
    nodes.sending().forEach(node -> node.footprint().forEach(toMax(held)));
    clients.sockets().forEach(socket -> Footprint.of(socket.consumer()).forEach(toMax(held)));
    held.keySet().removeAll(REMEMBERED);
    assertThat(held).as("held for nothing").isEmpty();
  }

  private static BiConsumer<String, Integer> toMax(Map<String, Integer> held) {
    return (what, size) -> held.merge(what, size, Math::max);
  }
}
