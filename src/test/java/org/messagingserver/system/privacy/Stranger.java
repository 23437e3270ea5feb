package org.messagingserver.system.privacy;

import static org.messagingserver.testkit.Mail.pause;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.RawSocket;

/**
 * Wants to know who is online: sends one message to a recipient of each kind in one go, in any
 * order, again and again, and notes when their answers come. Whatever the machine does meanwhile
 * befalls all of one round alike.
 */
final class Stranger<K> {
  private static final int MAX_PAUSE_MILLIS = 25;

  /** One answer: how long it took, and how many had come over this socket before it. */
  record Answered(long nanos, int place) {}

  /** What is asked of a recipient. */
  @FunctionalInterface
  interface Question<K> {
    ClientMessage.OutboundMessage to(int sequence, K kind, Address to);
  }

  private record Asked<K>(K kind, int round, long nanos) {}

  private final RawSocket socket;
  private final Random random;
  private final Map<K, List<Address>> recipients;
  private final Question<K> question;
  private final Map<Integer, Asked<K>> asked = new HashMap<>();
  private final List<ServerMessage> answers = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();

  /**
   * @param recipients some of each kind
   * @param question gives the message to one of a kind
   */
  Stranger(
      RawSocket socket, Random random, Map<K, List<Address>> recipients, Question<K> question) {
    this.socket = socket;
    this.random = random;
    this.recipients = recipients;
    this.question = question;
  }

  /** The answers of so many rounds, for each round by kind. */
  List<Map<K, Answered>> ask(int rounds) {
    CompletableFuture<Void> listening =
        CompletableFuture.runAsync(() -> listen(rounds * recipients.size()), Stranger::start);
    for (int round = 0; round < rounds; round++) {
      askOnce(round);
      pause(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS)));
    }
    listening.join();
    return answered(rounds);
  }

  private static void start(Runnable task) {
    new Thread(task, "a stranger listening").start();
  }

  private void askOnce(int round) {
    List<K> kinds = new ArrayList<>(recipients.keySet());
    Collections.shuffle(kinds, random);
    List<ClientMessage> messages = kinds.stream().map(this::message).toList();
    long now = System.nanoTime();
    for (int index = 0; index < kinds.size(); index++) {
      int sequence = ((ClientMessage.OutboundMessage) messages.get(index)).sequence();
      asked.put(sequence, new Asked<>(kinds.get(index), round, now));
    }
    socket.sendTogether(messages);
  }

  private ClientMessage message(K kind) {
    List<Address> all = recipients.get(kind);
    Address to = all.get(random.nextInt(all.size()));
    return question.to(socket.sequence(), kind, to);
  }

  private void listen(int count) {
    while (answers.size() < count) {
      answers.add(socket.next());
      times.add(System.nanoTime());
    }
  }

  private List<Map<K, Answered>> answered(int rounds) {
    List<Map<K, Answered>> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      all.add(new HashMap<>());
    }
    for (int place = 0; place < answers.size(); place++) {
      Asked<K> question = asked.get(answers.get(place).sequence());
      long nanos = times.get(place) - question.nanos;
      all.get(question.round).put(question.kind, new Answered(nanos, place));
    }
    return all;
  }
}
