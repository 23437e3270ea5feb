package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.messagingserver.encryption.HashedAddress;

/**
 * What is promised of every message: acked to its sender means acked by the recipient or committed;
 * what was acked arrives; and what one sender sent to one recipient arrives in that order, on each
 * of its sockets, whatever others have acked before, unless it was refused. What was refused as
 * stale no socket has got, nor gets it later. Nobody gets what had expired before the login.
 */
final class ModelPromise {

  /** One message that was sent. */
  private static final class Sent {
    final HashedAddress to;
    final String pair;
    final int position;
    final int hoursToLive;
    final long sentAt;
    boolean acked;
    long ackedAt;
    boolean refused;

    /** At some moment its recipient was as if it were not there. */
    boolean mayBeUnknown;

    /** Its sender was told that nobody has it: it may send it to the new registration. */
    boolean stale;

    /** A socket has got it. */
    boolean delivered;

    /** Nothing is promised of it: its sender's node died, or its recipient unregistered. */
    boolean released;

    /**
     * It may come late: it is acked, and whoever knew of that may have died before it was deleted;
     * or it has been stored twice; or the statement that stored later ones has refused it, its
     * answer was lost, and the device admits it when it is stored again.
     */
    boolean orphaned;

    Sent(HashedAddress to, String pair, int position, int hoursToLive, long sentAt) {
      this.to = to;
      this.pair = pair;
      this.position = position;
      this.hoursToLive = hoursToLive;
      this.sentAt = sentAt;
    }

    /** It may have expired, even if it was stored at once. */
    boolean mayBeExpired(long now) {
      return ModelClock.after(sentAt, hoursToLive) <= now;
    }

    /** It has expired, even if it was stored as late as may be. */
    boolean isExpired(long now, long storedAt) {
      return acked && ModelClock.after(Math.max(ackedAt, storedAt), hoursToLive + 1) <= now;
    }
  }

  private final ModelMailbox mailbox;
  private final Map<String, Sent> sent = new HashMap<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Set<String> ackedByRecipient = new HashSet<>();
  private final Set<String> wronglyStale = new HashSet<>();
  private final Set<String> deliveredExpired = new HashSet<>();
  private final List<String> broken = new ArrayList<>();
  private final ModelAdmissions admissions;

  ModelPromise(ModelMailbox mailbox) {
    this.mailbox = mailbox;
    this.admissions = new ModelAdmissions(mailbox);
  }

  ModelAdmissions admissions() {
    return admissions;
  }

  /**
   * A new message is sent; gives the begin of its content.
   *
   * @param end that of its content
   */
  String send(String sender, HashedAddress to, int ttlHours, Optional<UUID> token, String end) {
    String pair = sender + " to " + to.device().asLong();
    int position = positions.merge(pair, 1, Integer::sum);
    String begin = pair + ": " + position;
    String content = begin + end;
    sent.put(
        content,
        new Sent(to, pair, position, ModelStore.hoursToLive(ttlHours), mailbox.clock().millis()));
    admissions.sent(content, to, token);
    noteUnknown(content);
    return begin;
  }

  void senderAcked(String content) {
    Sent message = sent.get(content);
    message.acked = true;
    message.ackedAt = mailbox.clock().millis();
    assertThat(
            message.released
                || message.mayBeExpired(message.ackedAt)
                || ackedByRecipient.contains(content)
                || mailbox.holds(message.to, content))
        .as("%s is acked, so its recipient has acked it, or the store has it", content)
        .isTrue();
  }

  private void noteUnknown(String content) {
    Sent message = sent.get(content);
    message.mayBeUnknown |= admissions.isHiddenFrom(content);
  }

  void refused(String content) {
    sent.get(content).refused = true;
  }

  /** It was refused since there is no such device for its sender. */
  void unknown(String content) {
    Sent message = sent.get(content);
    assertThat(message.mayBeUnknown || message.released)
        .as("%s is for a device that is not there for its sender", content)
        .isTrue();
  }

  /** A device admits others from now on. */
  void admissionChanged(HashedAddress owner) {
    admissions.changed(owner);
    sent.forEach(
        (content, message) -> {
          if (message.to.equals(owner)) {
            noteUnknown(content);
            message.orphaned |= message.mayBeUnknown && !message.acked;
          }
        });
  }

  /** It was refused since the device has another registration now. */
  void stale(String content) {
    Sent message = sent.get(content);
    message.stale = true;
    if (message.delivered || mailbox.holds(message.to, content)) {
      wronglyStale.add(content);
    }
  }

  /**
   * A socket has got it.
   *
   * @param loginAt when that logged in, by the store's clock
   * @param knownAdmission the last change of the device's admission that it must know of
   */
  void delivered(String content, long loginAt, int knownAdmission) {
    admissions.delivered(content, knownAdmission);
    Sent message = sent.get(content);
    message.delivered = true;
    if (message.isExpired(loginAt, mailbox.storedAt(content))) {
      deliveredExpired.add(content);
    }
    if (message.stale) {
      wronglyStale.add(content);
    }
  }

  /** Its sender will never know. */
  void senderDied(String sender) {
    sent.forEach(
        (content, message) -> {
          if (content.startsWith(sender + " ") && !message.acked) {
            message.refused = true;
          }
        });
  }

  /** Its node has said that it is done. */
  void senderStopped(String sender) {
    sent.forEach(
        (content, message) ->
            assertThat(!content.startsWith(sender + " ") || message.acked || message.refused)
                .as("%s is acked or refused when its node has stopped", content)
                .isTrue());
  }

  void recipientAcked(String content) {
    ackedByRecipient.add(content);
  }

  /** What was acked until then may come once more, at any time. */
  void nodeDied() {
    ackedByRecipient.forEach(content -> sent.get(content).orphaned = true);
  }

  /**
   * So may what only a socket that is gone acked, and a statement that was given up stores late.
   */
  void socketGone(List<String> acked) {
    acked.stream()
        .filter(mailbox::mayStoreLate)
        .forEach(content -> sent.get(content).orphaned = true);
  }

  /**
   * A socket is said to have acked all of this, or others have, or it has expired.
   *
   * @param unacked what the client of the socket has not acked
   */
  void drained(HashedAddress owner, List<String> waiting, Collection<String> unacked) {
    long now = mailbox.clock().millis();
    List<String> kept =
        waiting.stream().filter(content -> !sent.get(content).mayBeExpired(now)).toList();
    assertThat(unacked).as("unacked when drained").noneMatch(kept::contains);
    assertThat(kept)
        .as("settled when drained")
        .allMatch(content -> ackedByRecipient.contains(content) || !mailbox.holds(owner, content));
  }

  /** A message that expires between two attempts to store it may come behind later ones. */
  void clockJumped() {
    long now = mailbox.clock().millis();
    sent.values().stream()
        .filter(message -> !message.acked && message.mayBeExpired(now))
        .forEach(message -> message.orphaned = true);
  }

  void unregistered(HashedAddress owner) {
    sent.values().stream()
        .filter(message -> message.to.equals(owner))
        .forEach(message -> message.released = true);
  }

  /** Judges what one socket got while it lived. */
  void judgeOrder(List<String> delivered) {
    Map<String, Integer> last = new HashMap<>();
    List<String> kept = new ArrayList<>();
    for (String content : delivered) {
      Sent message = sent.get(content);
      if (!message.refused
          && !message.released
          && !message.orphaned
          && !mailbox.wasForFew(content)) {
        kept.add(content);
        Integer before = last.put(message.pair, message.position);
        assertThat(before == null || before < message.position)
            .as("%s comes in the order sent, in %s", content, kept)
            .isTrue();
      }
    }
  }

  /** A rule is broken; code that may catch exceptions has found it. */
  void broken(String rule) {
    broken.add(rule);
  }

  /** Judges what sockets have got until now. */
  void judgeDeliveries() {
    assertThat(wronglyStale).as("called stale, and delivered").isEmpty();
    assertThat(deliveredExpired).as("delivered, though expired before the login").isEmpty();
    assertThat(broken).as("broken rules").isEmpty();
    admissions.judge();
  }

  /** Judges everything, once all has been received that ever will be. */
  void judgeAll() {
    judgeDeliveries();
    sent.forEach(
        (content, message) -> {
          assertThat(message.acked || message.refused || message.released)
              .as("%s is acked or refused", content)
              .isTrue();
          assertThat(
                  !message.acked
                      || message.released
                      || message.mayBeExpired(mailbox.clock().millis())
                      || ackedByRecipient.contains(content))
              .as("%s was acked, so it arrives", content)
              .isTrue();
        });
  }
}
