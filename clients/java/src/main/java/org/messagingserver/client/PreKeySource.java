package org.messagingserver.client;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Provides a device's public keys. Called on the connection's event loop: run work that takes long
 * or blocks on another thread, and complete the future from there.
 */
public interface PreKeySource {

  /** This device's registration id, the same until the app is reinstalled. */
  int registrationId();

  /** This device's signed prekey, the same until it is renewed by another registration. */
  byte[] signedPreKey();

  /**
   * New one-time keys. Store their private keys safely before the future completes: a stranger may
   * use one immediately.
   *
   * @param count the number that the server requests; returning fewer, or none, is permitted
   */
  CompletionStage<List<byte[]>> oneTimePreKeys(int count);
}
