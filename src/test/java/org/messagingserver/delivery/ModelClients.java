package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.messagingserver.encryption.HashedAddress;

/** The recipients' clients, with the sockets that are open. */
final class ModelClients {
  private static final int MAX_SOCKETS = 6;

  private record Open(ModelSocket socket, ModelRecipientNode node) {}

  private final ModelEnvironment environment;
  private final ModelNodes nodes;
  private final List<Open> open = new ArrayList<>();

  ModelClients(ModelEnvironment environment, ModelNodes nodes) {
    this.environment = environment;
    this.nodes = nodes;
  }

  /** The open sockets. */
  List<ModelSocket> sockets() {
    return open.stream().map(Open::socket).toList();
  }

  List<ModelSocket> socketsOf(HashedAddress owner) {
    return sockets().stream().filter(socket -> socket.owner.equals(owner)).toList();
  }

  /** Does something with a socket, if there is one of this number. */
  void with(int number, Consumer<ModelSocket> task) {
    if (number < open.size()) {
      task.accept(open.get(number).socket);
    }
  }

  void logIn(HashedAddress owner) {
    if (open.size() >= MAX_SOCKETS) {
      return;
    }
    ModelRecipientNode node = nodes.recipient(open.size() % ModelWorld.NODES);
    ModelSocket socket =
        new ModelSocket(
            owner, environment.settings.maxInFlight(), environment.promise, environment.mailbox);
    MailboxConsumer consumer = node.consumer(socket);
    socket.consumer(consumer);
    socket.onReplaced(() -> logOut(socket));
    open.add(new Open(socket, node));
    consumer.open().onSuccess(opened -> socket.start()).onFailure(away -> gone(socket));
  }

  void logOut(ModelSocket socket) {
    socket.consumer().close();
    gone(socket);
  }

  private void gone(ModelSocket socket) {
    environment.promise.judgeOrder(socket.delivered());
    environment.promise.socketGone(socket.acked());
    open.removeIf(
        there -> {
          if (there.socket == socket) {
            there.node.forget(socket.consumer());
          }
          return there.socket == socket;
        });
  }

  void killNode(int node) {
    ModelRecipientNode dead = nodes.recipient(node);
    dead.die();
    environment.promise.nodeDied();
    socketsOn(dead).forEach(this::gone);
    nodes.disturbed();
    nodes.replaceRecipient(node);
  }

  void stopNode(int node) {
    socketsOn(nodes.recipient(node)).forEach(this::logOut);
    nodes.replaceRecipient(node);
  }

  private List<ModelSocket> socketsOn(ModelRecipientNode node) {
    return open.stream().filter(there -> there.node == node).map(Open::socket).toList();
  }

  void ackAll() {
    sockets().forEach(ModelSocket::ackAll);
  }
}
