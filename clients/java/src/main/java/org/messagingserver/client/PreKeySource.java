package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Where a device's public keys come from. Called on the connection's event loop: what takes long or
 * blocks belongs elsewhere, behind the future.
 */
public interface PreKeySource {

  /** This device's registration id, the same until the app is reinstalled. */
  int registrationId();

  /** This device's signed prekey, the same until it is renewed by another registration. */
  Buffer signedPreKey();

  /**
   * New one-time keys, whose private halves are stored safely before the future completes: a
   * stranger may use one of them in the very next moment.
   *
   * @param count how many the server would like; fewer is fine, none leaves it at that
   */
  Future<List<Buffer>> oneTimePreKeys(int count);
}
