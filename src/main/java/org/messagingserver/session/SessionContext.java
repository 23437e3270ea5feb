package org.messagingserver.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.Optional;
import org.messagingserver.attachments.Attachments;
import org.messagingserver.delivery.DeliveryService;
import org.messagingserver.prekeys.PreKeySettings;
import org.messagingserver.prekeys.PreKeys;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.ratelimit.ConnectionLimiter;
import org.messagingserver.wakeup.Wakeups;

/**
 * The services that the Sessions of one event loop share.
 *
 * @param wakeups empty where devices are not woken
 * @param serverInfo the limits that the server states to clients
 * @param attachments of the node
 * @param connectionsPerAddress of the node
 * @param pendingRegisters of the node
 */
public record SessionContext(
    Vertx vertx,
    DeliveryService deliveryService,
    PreKeys preKeys,
    PreKeySettings preKeySettings,
    Optional<Wakeups> wakeups,
    SessionSettings settings,
    ServerInfo serverInfo,
    Attachments attachments,
    ConnectionLimiter connectionLimiter,
    ConnectionsPerAddress connectionsPerAddress,
    PendingRegisters pendingRegisters,
    LoginTurns loginTurns,
    SessionMeters meters,
    SecureRandom random) {

  /** Completes when messages can come from and go to every node. */
  public Future<Void> ready() {
    return deliveryService.ready();
  }

  /** Completes when everything that the Sessions took is acked or committed, and answered. */
  public Future<Void> finish() {
    return deliveryService.close();
  }
}
