package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The nodes, which die, or stop in order; another takes the place of each. */
final class ModelNodes {
  private final ModelEnvironment environment;
  private final ModelSender.Sending sending;
  private final List<ModelSenderNode> senders = new ArrayList<>();
  private final List<ModelRecipientNode> recipients = new ArrayList<>();
  private final List<ModelSenderNode> stopping = new ArrayList<>();
  private final int[] restarts = new int[ModelWorld.NODES];

  ModelNodes(ModelEnvironment environment, ModelSender.Sending sending) {
    this.environment = environment;
    this.sending = sending;
    for (int node = 0; node < ModelWorld.NODES; node++) {
      senders.add(newSender(node));
      recipients.add(new ModelRecipientNode(environment));
    }
  }

  private ModelSenderNode newSender(int node) {
    List<String> names =
        IntStream.range(0, ModelWorld.SENDERS)
            .filter(sender -> sender % ModelWorld.NODES == node)
            .mapToObj(sender -> sender + "." + restarts[node])
            .toList();
    return new ModelSenderNode(environment, names, sending);
  }

  ModelSender sender(int sender) {
    return senders.get(sender % ModelWorld.NODES).senders().get(sender / ModelWorld.NODES);
  }

  ModelRecipientNode recipient(int node) {
    return recipients.get(node);
  }

  void killSender(int node) {
    ModelSenderNode dead = senders.get(node);
    dead.die();
    environment.promise.nodeDied();
    dead.senders().forEach(sender -> environment.promise.senderDied(sender.name));
    dead.senders().forEach(sender -> environment.onlineOnly.senderDied(sender.name));
    replaceSender(node);
  }

  void stopSender(int node) {
    stopping.add(senders.get(node));
    senders.get(node).stop();
    replaceSender(node);
  }

  private void replaceSender(int node) {
    restarts[node]++;
    senders.set(node, newSender(node));
  }

  void replaceRecipient(int node) {
    recipients.set(node, new ModelRecipientNode(environment));
  }

  /** Others hear of a node's death as they hear that its registrations are gone. */
  void disturbed() {
    senders.forEach(ModelSenderNode::disturbed);
    stopping.forEach(ModelSenderNode::disturbed);
    recipients.forEach(ModelRecipientNode::disturbed);
  }

  /** Those that have begun to stop. */
  List<ModelSenderNode> stopping() {
    return stopping;
  }

  /** Those that take messages. */
  List<ModelSenderNode> sending() {
    return senders;
  }
}
