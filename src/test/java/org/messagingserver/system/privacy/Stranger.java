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
import java.util.stream.IntStream;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.RawSocket;

/**
 * Wants to know who is online: asks about a user of each kind in one go, in any order, again and
 * again, and notes when the answers come. Whatever the machine does meanwhile befalls all of one
 * round alike.
 */
final class Stranger<K> {
  /** For each kind: a store that falls behind would tell. */
  private static final int MAX_PAUSE_MILLIS = 3;

  /** Users in one request, if it may be about several. */
  private static final int AT_ONCE = 3;

  /**
   * One answer: the name of its error or type, how long it took, and how many had come over this
   * socket before it.
   */
  record Answered(String name, long nanos, int place) {}

  /** The request about users of a kind. It has one answer. */
  @FunctionalInterface
  interface Asking<K> {
    ClientMessage about(K kind, int sequence, List<Address> users);
  }

  private record Asked<K>(K kind, int round, long nanos) {}

  private final RawSocket socket;
  private final Random random;
  private final Map<K, List<Address>> users;
  private final Asking<K> asking;
  private final Map<Integer, Asked<K>> asked = new HashMap<>();
  private final List<ServerMessage> answers = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();

  /**
   * @param users some of each kind, who are asked about in turn
   */
  Stranger(RawSocket socket, Random random, Map<K, List<Address>> users, Asking<K> asking) {
    this.socket = socket;
    this.random = random;
    this.users = users;
    this.asking = asking;
  }

  /** The answers of so many rounds, for each round by kind. */
  List<Map<K, Answered>> ask(int rounds) {
    CompletableFuture<Void> listening =
        CompletableFuture.runAsync(() -> listen(rounds * users.size()), Stranger::start);
    for (int round = 0; round < rounds; round++) {
      askOnce(round);
      pause(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS * users.size())));
    }
    listening.join();
    return answered(rounds);
  }

  /**
   * The same, but asks about each user by itself. The server answers some requests of a socket one
   * after the other, so that in one go an answer that takes longer delays all that follow.
   */
  List<Map<K, Answered>> askOneByOne(int rounds) {
    return IntStream.range(0, rounds).mapToObj(this::askEach).toList();
  }

  private Map<K, Answered> askEach(int round) {
    Map<K, Answered> all = new HashMap<>();
    for (K kind : anyOrder()) {
      long began = System.nanoTime();
      ServerMessage answer =
          socket.ask(sequence -> asking.about(kind, sequence, some(kind, round)));
      long nanos = System.nanoTime() - began;
      all.put(kind, new Answered(nameOf(answer), nanos, all.size()));
    }
    return all;
  }

  private List<K> anyOrder() {
    List<K> kinds = new ArrayList<>(users.keySet());
    Collections.shuffle(kinds, random);
    return kinds;
  }

  private static void start(Runnable task) {
    new Thread(task, "a stranger listening").start();
  }

  private void askOnce(int round) {
    List<K> kinds = anyOrder();
    List<ClientMessage> requests = kinds.stream().map(kind -> request(kind, round)).toList();
    long now = System.nanoTime();
    for (int index = 0; index < kinds.size(); index++) {
      asked.put(requests.get(index).sequence(), new Asked<>(kinds.get(index), round, now));
    }
    socket.sendTogether(requests);
  }

  private ClientMessage request(K kind, int round) {
    return asking.about(kind, socket.sequence(), some(kind, round));
  }

  private List<Address> some(K kind, int round) {
    List<Address> all = users.get(kind);
    return IntStream.range(round, round + AT_ONCE)
        .mapToObj(index -> all.get(index % all.size()))
        .toList();
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
      all.get(question.round)
          .put(question.kind, new Answered(nameOf(answers.get(place)), nanos, place));
    }
    return all;
  }

  /** The name of an error, or the type of another answer. */
  static String nameOf(ServerMessage answer) {
    return answer instanceof ServerMessage.Failure failure
        ? failure.name()
        : answer.getClass().getSimpleName();
  }
}
