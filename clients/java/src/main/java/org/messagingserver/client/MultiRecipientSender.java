package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ServerMessage.MultiResult;

/** Sends one message to several devices, and states for each what became of its part. */
final class MultiRecipientSender {
  private static final int LONGEST_SEQUENCE = -1;

  private final EventLoop loop;
  private final int frameBytes;
  private final Requests requests;
  private final DeviceChecks checks;

  MultiRecipientSender(EventLoop loop, int frameBytes, Requests requests, DeviceChecks checks) {
    this.loop = loop;
    this.frameBytes = frameBytes;
    this.requests = requests;
    this.checks = checks;
  }

  Future<List<Optional<ServerRefusedException>>> send(
      Buffer shared, List<Part> parts, Handling handling) {
    MultiMessage message = new MultiMessage(LONGEST_SEQUENCE, shared, List.copyOf(parts), handling);
    if (ClientMessageCodec.encode(message).length() > frameBytes) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "the message does not fit into a frame of " + frameBytes + " bytes"));
    }
    Promise<List<MultiResult>> promise = Promise.promise();
    loop.run(() -> send(message, promise));
    return promise.future().map(results -> outcomes(message.parts(), results));
  }

  private void send(MultiMessage message, Promise<List<MultiResult>> promise) {
    if (message.handling().onlineOnly()) {
      requests.sendOnce(message::withSequence, MultiResult.class, promise);
    } else {
      requests.sendAfter(
          checked(message.parts()), message::withSequence, MultiResult.class, promise);
    }
  }

  /** Succeeds once the devices of all recipients are checked. */
  private Future<?> checked(List<Part> parts) {
    List<Future<Void>> checking =
        parts.stream()
            .map(part -> checks.before(part.to().user(), part.deliveryToken()))
            .filter(check -> !check.isComplete())
            .toList();
    return Future.join(checking);
  }

  private List<Optional<ServerRefusedException>> outcomes(
      List<Part> parts, List<MultiResult> results) {
    Map<Integer, ServerRefusedException> refused = new HashMap<>();
    results.stream()
        .flatMap(result -> result.refused().stream())
        .forEach(refusal -> refused.put(refusal.part(), new ServerRefusedException(refusal)));
    return IntStream.range(0, parts.size())
        .mapToObj(index -> outcome(parts.get(index), Optional.ofNullable(refused.get(index))))
        .toList();
  }

  private Optional<ServerRefusedException> outcome(
      Part part, Optional<ServerRefusedException> refusal) {
    if (refusal.filter(ServerRefusedException::isStaleDevice).isPresent()) {
      checks.stale(part.to().user(), part.deliveryToken());
    }
    return refusal;
  }
}
