package org.messagingserver.session;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.WakeupStatus;
import org.messagingserver.wakeup.Wakeups;
import org.messagingserver.wakeup.Wakeups.Change;

/** One socket's requests about its device's wake-ups. Their form alone is checked. */
final class WakeupRequests {
  private final Optional<Wakeups> wakeups;
  private final RequestLimiter requestLimiter;
  private final ChangeOrder changeOrder;

  WakeupRequests(
      SessionContext sessionContext, RequestLimiter requestLimiter, ChangeOrder changeOrder) {
    this.wakeups = sessionContext.wakeups();
    this.requestLimiter = requestLimiter;
    this.changeOrder = changeOrder;
  }

  Future<List<ServerMessage>> set(Address address, SetWakeup request) {
    requestLimiter.admitSetWakeup();
    Wakeups present =
        wakeups.orElseThrow(
            () ->
                new RequestRefusedException(
                    ErrorName.INVALID_MESSAGE, "no wakeups here: this server wakes no devices"));
    Change change = prepare(present, address, request);
    return changeOrder
        .run(() -> present.apply(change, requestLimiter.source()))
        .map(registered -> List.of(answer(request, registered)));
  }

  private static Change prepare(Wakeups wakeups, Address address, SetWakeup request) {
    try {
      return wakeups.prepare(address, request);
    } catch (IllegalArgumentException malformed) {
      throw new RequestRefusedException(ErrorName.INVALID_MESSAGE, malformed.getMessage());
    }
  }

  private static ServerMessage answer(SetWakeup request, boolean registered) {
    if (!registered) {
      throw new RequestRefusedException(ErrorName.UNKNOWN_DEVICE, "register this device first");
    }
    return new ServerMessage.Ack(request.sequence());
  }

  /** Whether the device is woken. */
  Future<WakeupStatus> status(Address address) {
    return wakeups
        .map(present -> present.status(address, requestLimiter.source()))
        .orElseGet(() -> Future.succeededFuture(WakeupStatus.NONE));
  }
}
