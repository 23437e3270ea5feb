package org.messagingserver.client;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.UserId;

/**
 * An app's record of the devices that it has sessions with. Called on the connection's event loop:
 * run work that takes long or blocks on another thread, and complete the future from there.
 */
public interface DeviceDirectory {

  /**
   * The devices of this user that the app has sessions with, and the registrationID of each
   * session. For the app's own user, the device itself is one of them.
   */
  CompletionStage<Map<DeviceId, Integer>> known(UserId user);

  /**
   * Receives the keys of devices that are new, or have another registrationID than the known one.
   * Verify them, and begin a session with each device, in place of the former one.
   *
   * @return a future that succeeds once {@link #known} returns these registrationIDs. If it fails,
   *     the client fetches keys of these devices again later. It must not wait for {@link
   *     AnonymousConnection#checkDevices} of the same user, which waits for this future
   */
  CompletionStage<Void> changed(UserId user, List<PreKeyBundle> bundles);
}
