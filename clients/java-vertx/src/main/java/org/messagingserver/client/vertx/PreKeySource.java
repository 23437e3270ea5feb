package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A {@link org.messagingserver.client.PreKeySource} in the types of Vert.x. */
public interface PreKeySource {
  /** This device's registration id, the same until the app is reinstalled. */
  int registrationId();

  /** This device's signed prekey, the same until it is renewed by another registration. */
  Buffer signedPreKey();

  /** New one-time keys, whose private keys are stored before the future completes. */
  Future<List<Buffer>> oneTimePreKeys(int count);
}
