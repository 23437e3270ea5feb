package org.messagingserver.system.fuzz;

import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.MAILBOX_FULL;
import static org.messagingserver.protocol.ErrorName.STALE_DEVICE;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;
import static org.messagingserver.protocol.ErrorName.UNAVAILABLE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_DEVICE;
import static org.messagingserver.protocol.ErrorName.UNKNOWN_USER;
import static org.messagingserver.system.fuzz.Pending.is;
import static org.messagingserver.system.fuzz.Pending.one;
import static org.messagingserver.system.fuzz.Pending.refused;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.RequestUpload;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.system.fuzz.Post.Letter;
import org.messagingserver.system.fuzz.Post.Wishes;
import org.messagingserver.system.fuzz.Registry.Change;

/** Which answers the protocol allows to a request, but for a login. */
final class Rules {
  /** A point on P-256. */
  static final Buffer POINT =
      Buffer.buffer(
          HexFormat.of()
              .parseHex(
                  "047cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"
                      + "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1"));

  /** With which devices of the server subscribe. */
  private Buffer wakeupKey = Buffer.buffer();

  final Registry registry = new Registry();
  final Post post = new Post();

  /** What may be answered to this socket, which is authenticated as this Address. */
  Pending toOwner(Object socket, Address owner, Request request) {
    int sequence = request.sequence();
    if (request instanceof Register register) {
      return change(sequence, registry.sent(socket, owner, Optional.of(register)));
    }
    if (request instanceof Unregister) {
      return change(sequence, registry.sent(socket, owner, Optional.empty()));
    }
    if (request instanceof RequestKeyStatus) {
      long sent = registry.tick();
      return one(
          sequence,
          answer ->
              answer instanceof ServerMessage.KeyStatus status
                  && registry.mayBeOnFile(owner, status.keys(), sent));
    }
    if (request instanceof SetWakeup wakeup) {
      long sent = registry.tick();
      return one(
          sequence,
          answer ->
              (isAck(answer) && registry.mayBeRegistered(owner, sent))
                  || (is(answer, UNKNOWN_DEVICE)
                      && registry.mayBeOnFile(owner, KeysOnFile.NONE, sent))
                  || (is(answer, INVALID_MESSAGE) && !isRight(wakeup)));
    }
    return request instanceof InvalidRequest invalidRequest
        ? refused(sequence, invalidRequest.error())
        : refused(sequence, ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
  }

  /** That the server has to take, but for its key. */
  static SetWakeup rightWakeup(int sequence, Buffer serverKey) {
    return new SetWakeup(
        sequence, "https://push.example/1", POINT, Buffer.buffer(new byte[16]), 60, serverKey);
  }

  /** Whether the server has to take it, as one whose bits were flipped perhaps has not. */
  private boolean isRight(SetWakeup wakeup) {
    return wakeup.endpoint().isEmpty() || wakeup.equals(rightWakeup(wakeup.sequence(), wakeupKey));
  }

  /** What the server has said of itself. */
  void hasSaid(ServerInfo info) {
    wakeupKey = info.wakeupKey();
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
      Wishes wishes =
          new Wishes(
              message.registrationId(), message.deliveryToken(), message.handling().onlineOnly());
      return letter(
          sequence,
          post.sent(sender, message.to(), message.sealedMessage(), wishes, registry.tick()));
    }
    if (request instanceof MultiMessage message) {
      return letters(sender, message);
    }
    if (request instanceof MultiMessage multi && multi.parts().isEmpty()) {
      return refused(sequence, INVALID_MESSAGE);
    }
    if (request instanceof RequestUpload upload) {
      return place(upload);
    }
    return request instanceof InvalidRequest invalidRequest
        ? refused(sequence, invalidRequest.error())
        : refused(sequence, UNAUTHORIZED);
  }

  /** There may be no room for it. */
  private static Pending place(RequestUpload request) {
    int sequence = request.sequence();
    return request.bytes() > 0 && request.bytes() <= SessionFuzzTest.MAX_ATTACHMENT
        ? one(sequence, answer -> answer instanceof ServerMessage.Upload || is(answer, UNAVAILABLE))
        : refused(sequence, INVALID_MESSAGE);
  }

  private Pending letter(int sequence, Letter letter) {
    return one(
        sequence, answer -> (isAck(answer) && isSafe(letter)) || mayBeRefused(letter, answer));
  }

  /**
   * Whether it may be acked, even if it is for another registration: then its recipient may have
   * got it. That promises nothing of a message that is worth nothing later.
   */
  private boolean isSafe(Letter letter) {
    if (letter.wishes.onlineOnly()) {
      return true;
    }
    boolean isSafe = registry.mayBeThere(letter.to, letter.wishes.deliveryToken(), letter.sent);
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
            .map(
                part ->
                    post.sent(
                        sender, part.to(), message.messageOf(part), wishes(message, part), now))
            .toList();
    return one(
        sequence, answer -> answer instanceof MultiResult result && isResult(letters, result));
  }

  private static Wishes wishes(MultiMessage message, MultiMessage.Part part) {
    return new Wishes(part.registrationId(), part.deliveryToken(), message.handling().onlineOnly());
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
    Wishes wishes = letter.wishes;
    Optional<DeliveryToken> token = wishes.deliveryToken();
    if (wishes.onlineOnly()) {
      return false;
    }
    if (is(answer, UNKNOWN_USER)) {
      return registry.mayBeUnknown(letter.to.user(), token, letter.sent);
    }
    if (is(answer, UNKNOWN_DEVICE)) {
      return registry.mayBeKnown(letter.to.user(), token, letter.sent)
          && registry.mayBeAbsent(letter.to, token, letter.sent);
    }
    if (is(answer, STALE_DEVICE)) {
      return wishes.registrationId().isPresent()
          && registry.mayDiffer(letter.to, wishes.registrationId().getAsInt(), letter.sent)
          && letter.refusedAsStale();
    }
    return is(answer, MAILBOX_FULL)
        && registry.rights(letter.to, token, letter.sent).contains(Strangers.FEW);
  }

  private Pending keys(RequestPreKeys request) {
    long sent = registry.tick();
    Set<Address> told = new HashSet<>();
    return Pending.several(
        request.sequence(),
        answer ->
            answer instanceof ServerMessage.PreKey key
                ? told.add(key.bundle().address()) && mayHandOut(request, key.bundle(), sent)
                : told.isEmpty() && mayBeWithoutKeys(request, answer, sent),
        () -> told.isEmpty() || told.containsAll(unknownDevices(request, sent)));
  }

  private boolean mayHandOut(RequestPreKeys request, PreKeyBundle bundle, long sent) {
    DeviceSelection devices = request.devices();
    Address owner = bundle.address();
    boolean isNew =
        !devices.known().contains(owner.device())
            || devices.hasChanged(owner.device(), bundle.registrationId());
    boolean mayHaveOneTimeKey =
        registry.rights(owner, request.deliveryToken(), sent).contains(Strangers.WELCOME);
    return isNew
        && owner.user().equals(request.user())
        && devices.includes(owner.device())
        && registry.mayBeThere(owner, request.deliveryToken(), sent)
        && (mayHaveOneTimeKey || bundle.oneTimePreKey().length() == 0)
        && registry.mayHandOut(bundle, sent);
  }

  /**
   * Those that were there for the asker all the time since then, that it asks for, and that it does
   * not know.
   */
  private List<Address> unknownDevices(RequestPreKeys request, long sent) {
    return registry.devices(request.user()).stream()
        .filter(address -> request.devices().includes(address.device()))
        .filter(address -> isUnknown(request.devices(), address, sent))
        .filter(address -> !registry.mayBeAbsent(address, request.deliveryToken(), sent))
        .toList();
  }

  private boolean isUnknown(DeviceSelection devices, Address address, long sent) {
    Integer registrationId = devices.registrationIds().get(address.device());
    return !devices.known().contains(address.device())
        || (registrationId != null && !registry.mayHave(address, registrationId, sent));
  }

  private boolean mayBeWithoutKeys(RequestPreKeys request, ServerMessage answer, long sent) {
    if (isAck(answer)) {
      return unknownDevices(request, sent).isEmpty();
    }
    Optional<DeliveryToken> token = request.deliveryToken();
    return is(answer, UNKNOWN_USER)
        ? registry.mayBeUnknown(request.user(), token, sent)
        : is(answer, UNKNOWN_DEVICE)
            && !request.devices().only().isEmpty()
            && registry.mayBeKnown(request.user(), token, sent)
            && registry.devices(request.user()).stream()
                .filter(address -> request.devices().includes(address.device()))
                .allMatch(address -> registry.mayBeAbsent(address, token, sent));
  }

  static boolean isAck(ServerMessage answer) {
    return answer instanceof ServerMessage.Ack;
  }
}
