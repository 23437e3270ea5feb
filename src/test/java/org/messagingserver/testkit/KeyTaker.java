package org.messagingserver.testkit;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.PreKey;
import org.messagingserver.protocol.UserId;

/** Strangers who ask for the keys of one user with one device, again and again. */
public final class KeyTaker {
  private final UserId user;
  private final List<PreKeyBundle> taken = new ArrayList<>();
  private int unanswered;

  public KeyTaker(UserId user) {
    this.user = user;
  }

  /** Asks so many times, one after the other, as long as the socket lives. */
  public void take(RawSocket socket, int times) {
    boolean open = true;
    for (int i = 0; i < times && open; i++) {
      socket.cast(new ClientMessage.RequestPreKeys(socket.sequence(), user, Set.of()));
      Optional<ServerMessage> answer = socket.nextUnlessGone();
      open = answer.isPresent();
      if (open && answer.get() instanceof PreKey preKey) {
        taken.add(preKey.bundle());
      } else {
        unanswered++;
      }
    }
  }

  /** What was handed out, in order. */
  public List<PreKeyBundle> taken() {
    return taken;
  }

  /** The one-time keys that were handed out. */
  public List<Buffer> takenKeys() {
    return taken.stream().map(PreKeyBundle::oneTimePreKey).filter(key -> key.length() > 0).toList();
  }

  /** How many requests had no keys for an answer. */
  public int unanswered() {
    return unanswered;
  }
}
