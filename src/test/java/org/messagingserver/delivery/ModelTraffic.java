package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
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
    int all = sent.merge(to, send.count(), Integer::sum);
    if (all <= UnackedWindow.REMEMBERED * environment.settings.maxInFlight()) {
      for (int message = 0; message < send.count(); message++) {
        sender.send(letter(to, send.naming(), new Handling(send.ttlHours())));
      }
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
        to, registration(naming.registration()), naming.fingerprint(), handling);
  }

  private static Optional<HashedRegistration> registration(int number) {
    return number == 0 ? Optional.empty() : Optional.of(ModelMailbox.registration(number));
  }

  /** Passes on what the server has read; gives its content. */
  String pass(ModelSender sender, ModelSender.Letter letter) {
    return letter.handling().onlineOnly()
        ? passOnlineOnly(sender, letter)
        : passKept(sender, letter);
  }

  private String passOnlineOnly(ModelSender sender, ModelSender.Letter letter) {
    ModelOnlineOnly onlineOnly = environment.onlineOnly;
    String content = onlineOnly.send(sender.name, letter.to(), letter.token());
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
            sender.name, letter.to(), letter.handling().ttlHours(), letter.token());
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
