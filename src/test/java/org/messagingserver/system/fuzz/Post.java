package org.messagingserver.system.fuzz;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.messagingserver.protocol.Address;

/** Every message that was sent, and what has become of it. */
final class Post {
  private final List<Letter> letters = new ArrayList<>();
  private final Set<Address> settledUnseen = new HashSet<>();

  /** One message on its way. */
  static final class Letter {
    final Object sender;
    final Address to;
    final Buffer content;
    final int number;
    final long sent;
    boolean isSafe;
    boolean mayBeSettled;

    private Letter(Object sender, Address to, Buffer content, int number, long sent) {
      this.sender = sender;
      this.to = to;
      this.content = content;
      this.number = number;
      this.sent = sent;
    }
  }

  Letter sent(Object sender, Address to, Buffer content, long now) {
    Letter letter = new Letter(sender, to, content, letters.size(), now);
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
