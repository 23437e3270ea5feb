package org.messagingserver.session;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.messagingserver.delivery.SenderQuota;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.protocol.ServerMessage.MultiResult.Refusal;
import org.messagingserver.session.SessionMeters.RequestMeters;

/**
 * Sends each part of a MultiMessage as a separate message, in an order that says nothing about the
 * client's, and answers when all outcomes may leave.
 */
final class MultiMessageSender {
  private final SenderQuota senderQuota;
  private final RequestLimiter requestLimiter;
  private final RequestMeters meters;
  private final Random random;

  MultiMessageSender(
      SenderQuota senderQuota, RequestLimiter requestLimiter, RequestMeters meters, Random random) {
    this.senderQuota = senderQuota;
    this.requestLimiter = requestLimiter;
    this.meters = meters;
    this.random = random;
  }

  /**
   * Sends all parts.
   *
   * @return fails only where nothing was sent
   */
  Future<List<ServerMessage>> send(MultiMessage message) {
    requestLimiter.admit(message);
    int parts = message.parts().size();
    List<Future<Void>> outcomes = new ArrayList<>(Collections.nCopies(parts, null));
    for (int part : shuffled(parts)) {
      outcomes.set(part, send(message, message.parts().get(part)));
    }
    int sequence = message.sequence();
    return Future.join(outcomes)
        .transform(all -> Future.succeededFuture(List.of(result(sequence, outcomes))));
  }

  private List<Integer> shuffled(int parts) {
    List<Integer> order = IntStream.range(0, parts).boxed().collect(Collectors.toList());
    Collections.shuffle(order, random);
    return order;
  }

  private Future<Void> send(MultiMessage message, MultiMessage.Part part) {
    try {
      requestLimiter.admitTo(part.to(), Math.toIntExact(message.lengthOf(part)));
    } catch (RequestRefusedException overLimit) {
      return senderQuota.atTick(Future.failedFuture(overLimit));
    }
    return senderQuota.send(
        part.to(),
        message.messageOf(part),
        message.handling(),
        part.registrationId(),
        part.deliveryToken());
  }

  private MultiResult result(int sequence, List<Future<Void>> outcomes) {
    List<Refusal> refused = new ArrayList<>();
    for (int part = 0; part < outcomes.size(); part++) {
      Future<Void> outcome = outcomes.get(part);
      if (outcome.succeeded()) {
        meters.ok();
      } else {
        ErrorName error = ErrorMapper.of(outcome.cause()).error();
        meters.refused(error);
        refused.add(new Refusal(part, error.text()));
      }
    }
    return new MultiResult(sequence, refused);
  }
}
