package org.messagingserver.delivery;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.messagingserver.encryption.HashedAddress;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.protocol.ServerMessage.MultiResult.Refusal;

/**
 * One MultiMessage, and what is promised of it: one result that leaves on a tick and names the
 * parts that are refused, and each part is as a message of its own.
 */
final class ModelFanOut {
  private static final String SHARED = " to many";
  private static final int TICK_MILLIS = 25;

  private final ModelEnvironment environment;
  private final ModelSender sender;
  private final ModelSender.Many many;
  private final List<String> contents = new ArrayList<>();
  private final long sentAt;
  private boolean answered;

  ModelFanOut(ModelEnvironment environment, ModelSender sender, ModelSender.Many many) {
    this.environment = environment;
    this.sender = sender;
    this.many = many;
    this.sentAt = environment.time.millis();
  }

  void send() {
    List<MultiMessage.Part> parts = many.parts().stream().map(this::part).toList();
    sender
        .fanOut
        .send(new MultiMessage(1, Buffer.buffer(SHARED), parts, many.handling()), overLimit())
        .onSuccess(this::answered)
        .onFailure(refused -> environment.promise.broken("a MultiMessage is refused as a whole"));
  }

  private MultiMessage.Part part(ModelAction.Part part) {
    String head = head(part, ModelNames.hashed(part.device()));
    contents.add(head + SHARED);
    int registration = part.naming().registration();
    int token = part.naming().token();
    return new MultiMessage.Part(
        ModelNames.address(part.device()),
        Buffer.buffer(head),
        registration == 0 ? OptionalInt.empty() : OptionalInt.of(registration),
        token == 0 ? Optional.empty() : Optional.of(ModelNames.deliveryToken(token)));
  }

  private String head(ModelAction.Part part, HashedAddress to) {
    var token = ModelNames.named(to, part.naming().token());
    return many.handling().onlineOnly()
        ? environment.onlineOnly.send(sender.name, to, token, SHARED)
        : environment.promise.send(sender.name, to, many.handling().ttlHours(), token, SHARED);
  }

  private Set<Address> overLimit() {
    return many.parts().stream()
        .filter(ModelAction.Part::overLimit)
        .map(part -> ModelNames.address(part.device()))
        .collect(Collectors.toSet());
  }

  private void answered(MultiResult result) {
    judgeTime();
    Map<Integer, String> refused = new HashMap<>();
    for (Refusal refusal : result.refused()) {
      if (refused.put(refusal.part(), refusal.name()) != null) {
        environment.promise.broken("a part is refused twice");
      }
    }
    for (int part = 0; part < contents.size(); part++) {
      answered(part, Optional.ofNullable(refused.remove(part)));
    }
    if (!refused.isEmpty() || answered) {
      environment.promise.broken("a result names parts that are not there, or comes twice");
    }
    answered = true;
  }

  /** All parts came at once, and answers of one moment leave together. */
  private void judgeTime() {
    long delay = environment.settings.ackDelay().toMillis();
    long now = environment.time.millis();
    if (delay > 0 && !sender.isStopped() && (now < sentAt + delay || now % TICK_MILLIS != 0)) {
      environment.promise.broken("a result leaves at " + now + ", off the ticks");
    }
  }

  private void answered(int part, Optional<String> refusal) {
    String content = contents.get(part);
    boolean overLimit = many.parts().get(part).overLimit();
    if (overLimit != refusal.equals(Optional.of(ErrorName.TOO_MANY_REQUESTS.text()))) {
      environment.promise.broken(content + " is over its limit, or not: " + refusal);
    } else if (many.handling().onlineOnly()) {
      environment.onlineOnly.answered(content, overLimit || refusal.isEmpty());
    } else if (refusal.isPresent()) {
      refused(content, ErrorName.of(refusal.get()).orElseThrow());
    } else {
      environment.promise.senderAcked(content);
    }
  }

  private void refused(String content, ErrorName error) {
    environment.promise.refused(content);
    if (error == ErrorName.STALE_DEVICE) {
      environment.promise.stale(content);
    } else if (error == ErrorName.UNKNOWN_USER || error == ErrorName.UNKNOWN_DEVICE) {
      environment.promise.unknown(content);
    }
  }

  boolean isAnswered() {
    return answered;
  }

  /** The tick on which the result leaves if no part takes longer than the Acks' delay. */
  long firstTick() {
    long earliest = sentAt + environment.settings.ackDelay().toMillis();
    return (earliest / TICK_MILLIS + 1) * TICK_MILLIS;
  }
}
