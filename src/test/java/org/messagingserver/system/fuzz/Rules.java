package org.messagingserver.system.fuzz;

import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_DEVICE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.system.fuzz.Pending.is;
import static org.messagingserver.system.fuzz.Pending.one;
import static org.messagingserver.system.fuzz.Pending.refused;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.system.fuzz.Post.Letter;
import org.messagingserver.system.fuzz.Registry.Change;

/** Which answers the protocol allows to a request, but for a login. */
final class Rules {
  final Registry registry = new Registry();
  final Post post = new Post();

  /** What may be answered to who is authenticated as this Address. */
  Pending toOwner(Address owner, Request request) {
    int sequence = request.sequence();
    if (request instanceof Register register) {
      return change(sequence, registry.sent(owner, Optional.of(register)));
    }
    if (request instanceof Unregister) {
      return change(sequence, registry.sent(owner, Optional.empty()));
    }
    if (request instanceof RequestKeyStatus) {
      long sent = registry.tick();
      return one(
          sequence,
          answer ->
              answer instanceof ServerMessage.KeyStatus status
                  && registry.mayBeOnFile(owner, status.keys(), sent));
    }
    return request instanceof InvalidRequest invalidRequest
        ? refused(sequence, invalidRequest.error())
        : refused(sequence, ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
  }

  private Pending change(int sequence, Change change) {
    return one(
        sequence,
        answer -> {
          if (isAck(answer)) {
            registry.answered(change);
          }
          return isAck(answer);
        });
  }

  /** What may be answered to this socket, which is not authenticated. */
  Pending toAnyone(Object sender, Request request) {
    int sequence = request.sequence();
    if (request instanceof RequestPreKeys preKeys) {
      return keys(preKeys);
    }
    if (request instanceof OutboundMessage message) {
      return letter(
          sequence, post.sent(sender, message.to(), message.sealedMessage(), registry.tick()));
    }
    if (request instanceof MultiMessage message) {
      return letters(sender, message);
    }
    if (request instanceof MultiMessage multi && multi.parts().isEmpty()) {
      return refused(sequence, INVALID_MESSAGE);
    }
    return request instanceof InvalidRequest invalidRequest
        ? refused(sequence, invalidRequest.error())
        : refused(sequence, UNAUTHORIZED);
  }

  private Pending letter(int sequence, Letter letter) {
    return one(
        sequence, answer -> (isAck(answer) && isSafe(letter)) || mayBeRefused(letter, answer));
  }

  private boolean isSafe(Letter letter) {
    boolean isSafe = registry.mayBeRegistered(letter.to, letter.sent);
    letter.isSafe |= isSafe;
    return isSafe;
  }

  private Pending letters(Object sender, MultiMessage message) {
    int sequence = message.sequence();
    if (message.parts().isEmpty() || message.namesARecipientTwice()) {
      return refused(sequence, INVALID_MESSAGE);
    }
    long now = registry.tick();
    List<Letter> letters =
        message.parts().stream()
            .map(part -> post.sent(sender, part.to(), message.messageOf(part), now))
            .toList();
    return one(
        sequence, answer -> answer instanceof MultiResult result && isResult(letters, result));
  }

  /** Each part that is not refused is safe. */
  private boolean isResult(List<Letter> letters, MultiResult result) {
    List<Letter> safe = new ArrayList<>(letters);
    for (MultiResult.Refusal refusal : result.refused()) {
      Letter letter = letters.get(refusal.part());
      ServerMessage asAnError = new ServerMessage.Failure(0, refusal.name(), "");
      if (!safe.remove(letter) || !mayBeRefused(letter, asAnError)) {
        return false;
      }
    }
    return safe.stream().allMatch(this::isSafe);
  }

  private boolean mayBeRefused(Letter letter, ServerMessage answer) {
    boolean userMayBeKnown =
        registry.devices(letter.to.user()).stream()
            .anyMatch(address -> registry.mayBeRegistered(address, letter.sent));
    return is(answer, UNKNOWN_USER)
        ? registry.mayBeUnknown(letter.to.user(), letter.sent)
        : is(answer, UNKNOWN_DEVICE)
            && userMayBeKnown
            && registry.mayBeUnregistered(letter.to, letter.sent);
  }

  private Pending keys(RequestPreKeys request) {
    long sent = registry.tick();
    Set<Address> told = new HashSet<>();
    return Pending.several(
        request.sequence(),
        answer ->
            answer instanceof ServerMessage.PreKey key
                ? told.add(key.bundle().address())
                    && key.bundle().address().user().equals(request.user())
                    && !request.devices().known().contains(key.bundle().address().device())
                    && registry.mayHandOut(key.bundle(), sent)
                : told.isEmpty() && mayBeWithoutKeys(request, answer, sent),
        () -> told.isEmpty() || told.containsAll(unknownDevices(request, sent)));
  }

  /** Those that were registered all the time since then, and that the asker does not know. */
  private List<Address> unknownDevices(RequestPreKeys request, long sent) {
    return registry.devices(request.user()).stream()
        .filter(address -> !request.devices().known().contains(address.device()))
        .filter(address -> !registry.mayBeUnregistered(address, sent))
        .toList();
  }

  private boolean mayBeWithoutKeys(RequestPreKeys request, ServerMessage answer, long sent) {
    return isAck(answer)
        ? unknownDevices(request, sent).isEmpty()
        : is(answer, UNKNOWN_USER) && registry.mayBeUnknown(request.user(), sent);
  }

  static boolean isAck(ServerMessage answer) {
    return answer instanceof ServerMessage.Ack;
  }
}
