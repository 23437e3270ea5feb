package org.messagingserver.tools.storm;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.messagingserver.client.ClientOptions;

/**
 * The parsed arguments.
 *
 * @param home the node that will be killed; none if the tool drops all sockets
 * @param servers where the users log in again; at least one
 * @param users number of users
 * @param sources number of addresses of 127.0.0.0/8; none for the default
 * @param from addresses to connect from; empty for {@code sources}
 * @param before for how long the live conversations are measured before the storm
 * @param conversations number of live conversations beside the storm
 * @param limit until all have to be logged in
 * @param json whether the result is for programs
 */
record StormOptions(
    Optional<URI> home,
    List<URI> servers,
    int users,
    Optional<Integer> sources,
    List<String> from,
    int conversations,
    Duration before,
    Duration limit,
    boolean json) {
  static final URI LOCAL = URI.create("ws://localhost:8080/api");
  static final int USERS = 20_000;
  static final int CONVERSATIONS = 64;
  static final int SECONDS = 60;
  static final int BEFORE_SECONDS = 10;
  static final int SOURCES = 200;

  private static final int MAX_USERS = 1_000_000;
  private static final int MAX_SOURCES = 60_000;
  private static final int MAX_CONVERSATIONS = 1_000;
  private static final int MAX_SECONDS = 3_600;

  StormOptions {
    servers = List.copyOf(servers);
    from = List.copyOf(from);
    if (!from.isEmpty() && sources.isPresent()) {
      throw new IllegalArgumentException("--from and --sources exclude each other");
    }
  }

  /**
   * Parses the arguments.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  static StormOptions parse(List<String> words) {
    Optional<URI> home = Optional.empty();
    List<URI> servers = new ArrayList<>();
    int users = USERS;
    Optional<Integer> sources = Optional.empty();
    List<String> from = List.of();
    int conversations = CONVERSATIONS;
    int before = BEFORE_SECONDS;
    int seconds = SECONDS;
    boolean json = false;
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--home" -> home = Optional.of(server(value(word, rest)));
        case "--users" -> users = number(word, rest, 1, MAX_USERS);
        case "--sources" -> sources = Optional.of(number(word, rest, 1, MAX_SOURCES));
        case "--from" -> from = List.of(value(word, rest).split(","));
        case "--conversations" -> conversations = number(word, rest, 0, MAX_CONVERSATIONS);
        case "--before" -> before = number(word, rest, 1, MAX_SECONDS);
        case "--seconds" -> seconds = number(word, rest, 1, MAX_SECONDS);
        case "--json" -> json = true;
        default -> servers.add(server(word));
      }
    }
    if (servers.isEmpty() && home.isPresent()) {
      throw new IllegalArgumentException("name a URL besides that of --home; see --help");
    }
    return new StormOptions(
        home,
        servers.isEmpty() ? List.of(LOCAL) : servers,
        users,
        sources,
        from,
        conversations,
        Duration.ofSeconds(before),
        Duration.ofSeconds(seconds),
        json);
  }

  private static URI server(String word) {
    if (word.startsWith("-")) {
      throw new IllegalArgumentException("unknown option " + word + "; see --help");
    }
    try {
      return withPort(ClientOptions.of(URI.create(word)).servers().get(0));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "'" + word + "' is no URL like " + LOCAL + "; see --help", wrong);
    }
  }

  private static URI withPort(URI server) {
    int usual = isTls(server) ? 443 : 80;
    return server.getPort() >= 0
        ? server
        : URI.create(
            server.getScheme() + "://" + server.getHost() + ":" + usual + server.getRawPath());
  }

  private static boolean isTls(URI server) {
    return server.getScheme().equals("wss");
  }

  private static int number(String option, Iterator<String> rest, int least, int most) {
    String value = rest.hasNext() ? rest.next() : "";
    boolean fits = value.matches("\\d{1,9}") && Integer.parseInt(value) >= least;
    if (!fits || Integer.parseInt(value) > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must be a number from %d to %d", option, least, most));
    }
    return Integer.parseInt(value);
  }

  private static String value(String option, Iterator<String> rest) {
    String value = rest.hasNext() ? rest.next() : "";
    if (value.isEmpty() || value.startsWith("-")) {
      throw new IllegalArgumentException(option + " needs a value; see --help");
    }
    return value;
  }

  /** All servers, the home first. */
  List<URI> all() {
    List<URI> all = new ArrayList<>(home.stream().toList());
    all.addAll(servers);
    return all;
  }

  /** Whether the servers are reached through TLS. */
  boolean tls() {
    return all().stream().anyMatch(StormOptions::isTls);
  }

  /** The addresses to connect from; none for the one that the system chooses. */
  List<String> sourceAddresses() {
    if (!from.isEmpty()) {
      return from;
    }
    if (SourceAddresses.areLoopback(all())) {
      return SourceAddresses.loopback(sources.orElse(SOURCES));
    }
    if (sources.isPresent()) {
      throw new IllegalArgumentException(
          "--sources is for servers on this machine; name this machine's addresses with --from");
    }
    return List.of();
  }
}
