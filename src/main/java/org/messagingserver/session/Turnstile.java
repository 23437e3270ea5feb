package org.messagingserver.session;

import java.util.Optional;
import org.messagingserver.identity.UserId;
import org.messagingserver.limits.FieldLimits;
import org.messagingserver.limits.Visit;
import org.messagingserver.wire.ClientMessage.AuthResponse;
import org.messagingserver.wire.ClientMessage.OutboundMessage;
import org.messagingserver.wire.ClientMessage.Register;
import org.messagingserver.wire.ClientMessage.RequestPreKeys;
import org.messagingserver.wire.ErrorName;

/**
 * Admits requests within a connection's limits. Rejects a request over one of them with the time
 * after which to try again, and one that is larger than ever allowed with the error of that
 * request.
 */
final class Turnstile {
  private final Visit visit;

  Turnstile(Visit visit) {
    this.visit = visit;
  }

  /** How many fields a message may have for it to be read at all. */
  int mostFields() {
    return visit.fields().mostFields();
  }

  /** Counts a frame that is no message like a request; it costs its connection in any case. */
  void malformed(int bytes) {
    int unused = visit.request(bytes);
  }

  /** Counts a request of any kind. */
  Optional<RequestRefusedException> refusal(int bytes) {
    int seconds = visit.request(bytes);
    return seconds == 0 ? Optional.empty() : Optional.of(tooManyRequests(seconds));
  }

  /** Counts a frame that is never answered; whether the connection may go on. */
  boolean admitsFrame(int bytes) {
    return visit.frame(bytes) == 0 || visit.mayGoOn();
  }

  /** Counts a refusal; whether the connection may go on. */
  boolean mayGoOnAfter(ErrorName refusal) {
    return refusal != ErrorName.TOO_MANY_REQUESTS || visit.mayGoOn();
  }

  /**
   * A login may be checked.
   *
   * @throws RequestRefusedException where not; so do the others
   */
  void admitLogin() {
    requireWithin(visit.login());
  }

  void admit(AuthResponse response) {
    if (response.login().length() > visit.fields().loginBytes()) {
      throw new RequestRefusedException(ErrorName.UNAUTHORIZED, "the login is too long");
    }
  }

  void loginFailed(ErrorName refusal) {
    if (refusal != ErrorName.UNAVAILABLE) {
      visit.loginFailed();
    }
  }

  void admit(Register register) {
    FieldLimits most = visit.fields();
    require(
        register.oneTimePreKeys().size() <= most.oneTimeKeys(), "too many keys in one Register");
    require(
        register.signedPreKey().length() <= most.preKeyBytes()
            && register.oneTimePreKeys().stream()
                .allMatch(key -> key.length() <= most.preKeyBytes()),
        "a key of this Register is too long");
    requireWithin(visit.registration(register.oneTimePreKeys().size()));
  }

  void admitUnregister() {
    requireWithin(visit.registration(0));
  }

  /** Whom the connection is counted with. */
  long source() {
    return visit.source();
  }

  void admit(RequestPreKeys request) {
    require(
        request.known().size() <= visit.fields().knownDevices(), "too many known devices named");
  }

  void admit(OutboundMessage message) {
    int bytes = message.sealedMessage().length();
    require(bytes <= visit.fields().messageBytes(), "the sealed message is too long");
    requireWithin(visit.message(message.to(), bytes));
  }

  /** If not, the answer must be the same as without keys. */
  boolean mayTakeOneTimeKeys(UserId user) {
    return visit.mayTakeOneTimeKeys(user);
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
