package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.UserId;

/** A {@link org.messagingserver.client.DeviceDirectory} in the types of Vert.x. */
public interface DeviceDirectory {
  /** The devices of this user that the app has sessions with, and their registrationIDs. */
  Future<Map<DeviceId, Integer>> known(UserId user);

  /** Receives the keys of devices that are new, or were reinstalled. */
  Future<Void> changed(UserId user, List<PreKeyBundle> bundles);
}
