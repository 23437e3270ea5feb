package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.messagingserver.delivery.ConsumerEvent.OnlineOnly;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.encryption.HashedRegistration;
import org.messagingserver.protocol.Handling;

/** What senders send, and what they hear of it. */
final class ModelTraffic {
  private final ModelEnvironment environment;
  private final Map<HashedAddress, Integer> sent = new HashMap<>();

  ModelTraffic(ModelEnvironment environment) {
    this.environment = environment;
  }

  /** Not more than a socket remembers: what it has forgotten may come twice. */
  void send(ModelSender sender, ModelAction.Send send) {
    HashedAddress to = environment.recipients.get(send.recipient());
    if (mayBeRemembered(to, send.count())) {
      for (int message = 0; message < send.count(); message++) {
        sender.send(letter(to, send.naming(), new Handling(send.ttlHours())));
      }
    }
    sender.decide();
  }

  private boolean mayBeRemembered(HashedAddress to, int count) {
    return sent.merge(to, count, Integer::sum)
        <= UnackedWindow.REMEMBERED * environment.settings.maxInFlight();
  }

  void send(ModelSender sender, ModelAction.SendMany send) {
    List<ModelAction.Part> parts =
        send.parts().stream()
            .filter(part -> mayBeRemembered(ModelNames.hashed(part.device()), 1))
            .toList();
    if (!parts.isEmpty()) {
      sender.send(new ModelSender.Many(parts, send.handling()));
    }
    sender.decide();
  }

  void send(ModelSender sender, ModelAction.SendOnlineOnly send) {
    HashedAddress to = environment.recipients.get(send.recipient());
    for (int message = 0; message < send.count(); message++) {
      sender.send(letter(to, send.naming(), new Handling(0, true)));
    }
    sender.decide();
  }

  private static ModelSender.Letter letter(
      HashedAddress to, ModelAction.Naming naming, Handling handling) {
    return new ModelSender.Letter(
        to,
        registration(to, naming.registration()),
        ModelNames.named(to, naming.token()),
        handling);
  }

  private static Optional<HashedRegistration> registration(HashedAddress to, int number) {
    return number == 0 ? Optional.empty() : Optional.of(ModelNames.registration(to, number));
  }

  /** The server has read a request. */
  void read(ModelSender sender, ModelSender.Request request) {
    if (request instanceof ModelSender.Letter letter) {
      pass(sender, letter);
    } else if (request instanceof ModelSender.Many many) {
      new ModelFanOut(environment, sender, many).send();
    }
  }

  /** Passes on what the server has read; gives its content. */
  String pass(ModelSender sender, ModelSender.Letter letter) {
    return letter.handling().onlineOnly()
        ? passOnlineOnly(sender, letter)
        : passKept(sender, letter);
  }

  private String passOnlineOnly(ModelSender sender, ModelSender.Letter letter) {
    ModelOnlineOnly onlineOnly = environment.onlineOnly;
    String content = onlineOnly.send(sender.name, letter.to(), letter.token(), "");
    sender
        .dispatcher
        .sendOnlineOnly(
            sender.senderQuota,
            letter.to(),
            new OnlineOnly(Buffer.buffer(content), letter.registration(), letter.token()))
        .onComplete(answer -> onlineOnly.answered(content, answer.succeeded()));
    return content;
  }

  private String passKept(ModelSender sender, ModelSender.Letter letter) {
    String content =
        environment.promise.send(
            sender.name, letter.to(), letter.handling().ttlHours(), letter.token(), "");
    sender
        .dispatcher
        .send(
            sender.senderQuota,
            letter.to(),
            Buffer.buffer(content),
            letter.handling(),
            letter.registration(),
            letter.token())
        .onSuccess(safe -> environment.promise.senderAcked(content))
        .onFailure(refused -> refused(content, refused));
    return content;
  }

  private void refused(String content, Throwable refused) {
    environment.promise.refused(content);
    switch (((MessageRejectedException) refused).reason()) {
      case STALE_DEVICE -> environment.promise.stale(content);
      case UNKNOWN_USER, UNKNOWN_DEVICE -> environment.promise.unknown(content);
      case MAILBOX_FULL, UNAVAILABLE -> {}
    }
  }
}
