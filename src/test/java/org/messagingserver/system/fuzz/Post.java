package org.messagingserver.system.fuzz;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeliveryToken;

/** Every message that was sent, and what has become of it. */
final class Post {
  private final List<Letter> letters = new ArrayList<>();
  private final Set<Address> settledUnseen = new HashSet<>();

  /** The needs and wishes of a message. */
  record Wishes(
      OptionalInt registrationId, Optional<DeliveryToken> deliveryToken, boolean onlineOnly) {}

  /** One message on its way. */
  static final class Letter {
    final Object sender;
    final Address to;
    final Buffer content;
    final Wishes wishes;
    final int number;
    final long sent;
    boolean isSafe;
    boolean mayBeSettled;
    private boolean isDelivered;
    private boolean isStale;

    private Letter(
        Object sender, Address to, Buffer content, Wishes wishes, int number, long sent) {
      this.sender = sender;
      this.to = to;
      this.content = content;
      this.wishes = wishes;
      this.number = number;
      this.sent = sent;
    }

    /** Says whether that may be: nobody has got it. */
    boolean refusedAsStale() {
      isStale = true;
      return !isDelivered;
    }

    /** Says whether that may be: it is not refused as stale. */
    boolean delivered() {
      isDelivered = true;
      return !isStale;
    }
  }

  Letter sent(Object sender, Address to, Buffer content, Wishes wishes, long now) {
    Letter letter = new Letter(sender, to, content, wishes, letters.size(), now);
    letters.add(letter);
    return letter;
  }

  /** The messages that this may be; several only where the fuzzer has made them alike. */
  List<Letter> find(Address to, Buffer content) {
    return letters.stream()
        .filter(letter -> letter.to.equals(to) && letter.content.equals(content))
        .toList();
  }

  /** A socket of this Address has acked what nobody has read, and was left. */
  void settledUnseen(Address owner) {
    settledUnseen.add(owner);
  }

  /** What its sender saw acked, and nobody has acked. */
  List<Letter> waiting() {
    return letters.stream()
        .filter(letter -> letter.isSafe && !letter.mayBeSettled)
        .filter(letter -> !settledUnseen.contains(letter.to))
        .toList();
  }
}
