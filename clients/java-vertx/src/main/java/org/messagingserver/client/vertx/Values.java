package org.messagingserver.client.vertx;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.WakeupStatus;

/** Values of the protocol, between those with buffers of Vert.x and those of the core. */
final class Values {
  private Values() {}

  static List<byte[]> bytes(List<Buffer> buffers) {
    return buffers.stream().map(Buffer::getBytes).toList();
  }

  static List<PreKeyBundle> bundles(List<org.messagingserver.client.PreKeyBundle> bundles) {
    return bundles.stream().map(Values::bundle).toList();
  }

  private static PreKeyBundle bundle(org.messagingserver.client.PreKeyBundle bundle) {
    return new PreKeyBundle(
        bundle.address(),
        bundle.registrationId(),
        Buffer.buffer(bundle.signedPreKey()),
        Buffer.buffer(bundle.oneTimePreKey()));
  }

  static KeysOnFile keys(org.messagingserver.client.KeysOnFile keys) {
    return new KeysOnFile(
        keys.registered(),
        keys.registrationId(),
        Buffer.buffer(keys.signedPreKeyHash()),
        keys.oneTimeKeys(),
        keys.oneTimeKeyHashes());
  }

  static WakeupStatus wakeup(org.messagingserver.client.WakeupStatus status) {
    WakeupStatus.State state =
        switch (status.state()) {
          case NONE -> WakeupStatus.State.NONE;
          case SET -> WakeupStatus.State.SET;
          case FAILING -> WakeupStatus.State.FAILING;
          case REMOVED -> WakeupStatus.State.REMOVED;
        };
    return new WakeupStatus(state, Buffer.buffer(status.serverKey()));
  }
}
