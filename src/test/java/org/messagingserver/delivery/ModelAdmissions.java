package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * What is promised of messages whose senders a device does not admit: a MailboxConsumer that has
 * read the device row since the last change, or was told of it, delivers none that was sent since,
 * unless the store has admitted it. Nor is a device unknown to anybody whom it admits.
 */
final class ModelAdmissions {
  private record Sent(HashedAddress to, Optional<UUID> token, int change) {}

  private final ModelMailbox mailbox;
  private final Map<HashedAddress, Integer> changes = new HashMap<>();
  private final Map<String, Sent> sent = new HashMap<>();
  private final List<String> notAdmitted = new ArrayList<>();

  ModelAdmissions(ModelMailbox mailbox) {
    this.mailbox = mailbox;
  }

  /** How often a device has changed whom it admits. */
  int changes(HashedAddress owner) {
    return changes.getOrDefault(owner, 0);
  }

  /** A device admits others from now on. */
  void changed(HashedAddress owner) {
    changes.merge(owner, 1, Integer::sum);
  }

  void sent(String content, HashedAddress to, Optional<UUID> token) {
    sent.put(content, new Sent(to, token, changes(to)));
  }

  /** Whether a device is as if it were not there for the sender of a message. */
  boolean isHiddenFrom(String content) {
    Sent message = sent.get(content);
    return !mailbox.isRegistered(message.to)
        || mailbox.admission(message.to).hidesFrom(message.token);
  }

  /**
   * A socket has got a message.
   *
   * @param known the last change that its MailboxConsumer must know of
   */
  void delivered(String content, int known) {
    Sent message = sent.get(content);
    int change = changes(message.to);
    if (message.change == change
        && known == change
        && !mailbox.admission(message.to).admits(message.token)
        && mailbox.storedAt(content) == Long.MIN_VALUE) {
      notAdmitted.add(content);
    }
  }

  void judge() {
    assertThat(notAdmitted).as("delivered, though their senders are not admitted").isEmpty();
  }
}
