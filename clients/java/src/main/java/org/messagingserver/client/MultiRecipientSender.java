package org.messagingserver.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.messagingserver.client.ServerMessage.MultiResult;
import org.messagingserver.protocol.Handling;

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

  CompletableFuture<List<Optional<ServerRefusedException>>> send(
      byte[] shared, List<MessagePart> unsafe, Handling handling) {
    List<MessagePart> parts = List.copyOf(unsafe);
    IntFunction<byte[]> frame =
        sequence -> ClientFrames.multiMessage(sequence, shared, parts, handling);
    if (frame.apply(LONGEST_SEQUENCE).length > frameBytes) {
      return Futures.failed(
          new IllegalArgumentException(
              "the message does not fit into a frame of " + frameBytes + " bytes"));
    }
    CompletableFuture<List<MultiResult>> answer = new CompletableFuture<>();
    loop.run(
        () -> {
          if (handling.onlineOnly()) {
            requests.sendOnce(frame, MultiResult.class, answer);
          } else {
            requests.sendAfter(checked(parts), frame, MultiResult.class, answer);
          }
        });
    CompletableFuture<List<Optional<ServerRefusedException>>> outcomes = new CompletableFuture<>();
    Futures.pipe(answer.thenApply(results -> outcomes(parts, results)), outcomes);
    return outcomes;
  }

  /** Succeeds once the devices of all recipients are checked. */
  private CompletableFuture<?> checked(List<MessagePart> parts) {
    CompletableFuture<?>[] checking =
        parts.stream()
            .map(part -> checks.before(part.to().user(), part.deliveryToken()))
            .filter(check -> !check.isDone())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(checking);
  }

  private List<Optional<ServerRefusedException>> outcomes(
      List<MessagePart> parts, List<MultiResult> results) {
    Map<Integer, ServerRefusedException> refused = new HashMap<>();
    results.stream()
        .flatMap(result -> result.refused.stream())
        .forEach(refusal -> refused.put(refusal.part, new ServerRefusedException(refusal)));
    return IntStream.range(0, parts.size())
        .mapToObj(index -> outcome(parts.get(index), Optional.ofNullable(refused.get(index))))
        .collect(Collectors.toList());
  }

  private Optional<ServerRefusedException> outcome(
      MessagePart part, Optional<ServerRefusedException> refusal) {
    if (refusal.filter(ServerRefusedException::isStaleDevice).isPresent()) {
      checks.stale(part.to().user(), part.deliveryToken());
    }
    return refusal;
  }
}
