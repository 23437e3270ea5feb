package org.messagingserver.session;

import java.util.List;
import java.util.Optional;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.RequestUpload;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.ratelimit.FieldLimits;
import org.messagingserver.ratelimit.OneTimeKeyGrant;

/**
 * Admits requests within a connection's limits. Rejects a request over one of them with the time
 * after which to try again, and one that is larger than ever allowed with the error of that
 * request.
 */
final class RequestLimiter {
  /** A small attachment costs the disk as much as this: two files, three syncs. */
  private static final long SMALLEST_UPLOAD = 64 * 1024;

  private final ClientQuota clientQuota;
  private final FanOutSettings fanOut;

  RequestLimiter(ClientQuota clientQuota, FanOutSettings fanOut) {
    this.clientQuota = clientQuota;
    this.fanOut = fanOut;
  }

  /** How many fields a message may have for it to be read at all. */
  int maxFields() {
    return clientQuota.fields().maxFields(fanOut.maxFields());
  }

  /** Counts a frame that is no message like a request; it costs its connection in any case. */
  void countMalformed(int bytes) {
    int unused = clientQuota.request(bytes);
  }

  /** Counts a request of any kind. */
  Optional<RequestRefusedException> refusal(int bytes) {
    int seconds = clientQuota.request(bytes);
    return seconds == 0 ? Optional.empty() : Optional.of(tooManyRequests(seconds));
  }

  /** Counts a frame that is never answered; whether the connection may go on. */
  boolean admitsFrame(int bytes) {
    return clientQuota.frame(bytes) == 0 || clientQuota.mayContinue();
  }

  /** Counts a refusal; whether the connection may go on. */
  boolean mayContinueAfter(ErrorName refusal) {
    return refusal != ErrorName.TOO_MANY_REQUESTS || clientQuota.mayContinue();
  }

  /**
   * A login may be checked.
   *
   * @throws RequestRefusedException where not; so do the others
   */
  void admitLogin() {
    requireWithin(clientQuota.login());
  }

  void admit(AuthResponse response) {
    if (response.login().length() > clientQuota.fields().loginBytes()) {
      throw new RequestRefusedException(ErrorName.UNAUTHORIZED, "the login is too long");
    }
  }

  void loginFailed(ErrorName refusal) {
    if (refusal != ErrorName.UNAVAILABLE) {
      clientQuota.loginFailed();
    }
  }

  void admit(Register register) {
    FieldLimits limits = clientQuota.fields();
    require(
        register.oneTimePreKeys().size() <= limits.oneTimeKeys(), "too many keys in one Register");
    require(
        register.signedPreKey().length() <= limits.preKeyBytes()
            && register.oneTimePreKeys().stream()
                .allMatch(key -> key.length() <= limits.preKeyBytes()),
        "a key of this Register is too long");
    requireWithin(clientQuota.registration(register.oneTimePreKeys().size()));
  }

  void admitUnregister() {
    requireWithin(clientQuota.registration(0));
  }

  /** A subscription is to be replaced: as expensive as a registration. */
  void admitSetWakeup() {
    requireWithin(clientQuota.registration(0));
  }

  /** So many one-time keys on file are to be hashed. */
  void admitKeyHashes(int keys) {
    requireWithin(clientQuota.keyHashes(keys));
  }

  /** Whom the connection is counted with. */
  long source() {
    return clientQuota.source();
  }

  /** Whom the messages of a stranger on this connection are counted with. */
  long sourceOfTheDay() {
    return clientQuota.sourceOfTheDay();
  }

  void admit(RequestPreKeys request) {
    require(
        request.devices().known().size() <= clientQuota.fields().knownDevices(),
        "too many known devices named");
    require(
        request.devices().only().size() <= clientQuota.fields().knownDevices(),
        "too many devices named");
  }

  void admit(OutboundMessage message) {
    int bytes = message.sealedMessage().length();
    require(bytes <= clientQuota.fields().messageBytes(), "the sealed message is too long");
    admitTo(message.to(), bytes);
  }

  /** A message of this size may go to this recipient. */
  void admitTo(Address to, int bytes) {
    requireWithin(clientQuota.message(to, bytes));
  }

  /** Its parts may be sent, each within the limits towards its recipient. */
  void admit(MultiMessage message) {
    List<MultiMessage.Part> parts = message.parts();
    require(!parts.isEmpty(), "a MultiMessage without parts");
    require(parts.size() <= fanOut.maxRecipients(), "too many parts in one MultiMessage");
    require(
        message.fanOutBytes() <= fanOut.maxBytes(),
        "the messages of this MultiMessage are too long together");
    require(
        parts.stream()
            .allMatch(part -> message.lengthOf(part) <= clientQuota.fields().messageBytes()),
        "a message of this MultiMessage is too long");
    require(!message.namesARecipientTwice(), "a MultiMessage names a recipient twice");
    // The frame itself has been counted as one request.
    requireWithin(clientQuota.fanOut(parts.size() - 1, message.repeatedBytes()));
  }

  /**
   * An attachment may be asked a place for.
   *
   * @param maxBytes of one; 0 if there are no places
   */
  void admit(RequestUpload request, long maxBytes) {
    require(maxBytes > 0, "this server keeps no attachments");
    require(
        request.bytes() > 0 && request.bytes() <= maxBytes,
        "an attachment has from 1 to " + maxBytes + " bytes");
    requireWithin(clientQuota.upload(Math.max(request.bytes(), SMALLEST_UPLOAD)));
  }

  /** Where it grants none, the answer must be the same as without keys. */
  OneTimeKeyGrant oneTimeKeys(RequestPreKeys request) {
    return clientQuota.oneTimeKeys(request.user(), request.deliveryToken());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new RequestRefusedException(ErrorName.INVALID_MESSAGE, otherwise);
    }
  }

  private static void requireWithin(int seconds) {
    if (seconds != 0) {
      throw tooManyRequests(seconds);
    }
  }

  private static RequestRefusedException tooManyRequests(int seconds) {
    return new RequestRefusedException(
        ErrorName.TOO_MANY_REQUESTS,
        "too many requests; try again in " + seconds + (seconds == 1 ? " second" : " seconds"));
  }
}
