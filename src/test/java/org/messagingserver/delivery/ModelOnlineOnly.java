package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * What is promised of messages that are worth nothing later: their senders get an Ack, and nothing
 * else; the store gets none of them.
 */
final class ModelOnlineOnly {
  private static final String MARK = "online only from ";

  private final Set<String> unanswered = new LinkedHashSet<>();
  private final ModelAdmissions admissions;
  private int sent;

  ModelOnlineOnly(ModelAdmissions admissions) {
    this.admissions = admissions;
  }

  static boolean is(String content) {
    return content.startsWith(MARK);
  }

  /**
   * A new message is sent; gives the begin of its content.
   *
   * @param end that of its content
   */
  String send(String sender, HashedAddress to, Optional<UUID> token, String end) {
    String begin = prefix(sender) + ++sent;
    String content = begin + end;
    admissions.sent(content, to, token);
    unanswered.add(content);
    return begin;
  }

  private static String prefix(String sender) {
    return MARK + sender + ": ";
  }

  void answered(String content, boolean acked) {
    assertThat(acked).as("%s is acked", content).isTrue();
    assertThat(unanswered.remove(content)).as("%s is acked once", content).isTrue();
  }

  /** Nobody answers any more. */
  void senderDied(String sender) {
    unanswered.removeIf(content -> content.startsWith(prefix(sender)));
  }

  void judgeAnswered() {
    assertThat(unanswered).as("messages without an Ack").isEmpty();
  }
}
