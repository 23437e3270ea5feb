package signalchat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.vertx.MessagingClient;
import signalchat.History.Recorded;

/** The chat as a program. */
public final class Main {
  private static final String HELP =
      """
      usage: signal-chat [--server URL]... [--state DIR] [COMMAND]

      A chat in the terminal, end-to-end encrypted by libsignal, over messaging-server.

        (no command)    chat; the first start creates a user
        link            become a further device of a user: shows a link for /link on a device of that user
        restore FILE    become the device of a backup that /backup has written; asks for its recovery code

        --server URL    the server; several URLs for a cluster (default ws://localhost:8080/api)
        --state DIR     where this device keeps its keys and messages (default signal-chat-state)
        --help          this text

      /help in the chat lists its commands.
      """;

  private static final PrintStream OUT = new PrintStream(System.out, true, UTF_8);
  private static final PrintStream ERR = new PrintStream(System.err, true, UTF_8);

  private final List<URI> servers = new ArrayList<>();
  private final List<String> command = new ArrayList<>();
  private Path state = Path.of("signal-chat-state");
  private boolean help;

  private Main(String... arguments) {
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    while (!rest.isEmpty()) {
      option(rest.remove(), rest);
    }
    if (servers.isEmpty()) {
      servers.add(URI.create("ws://localhost:8080/api"));
    }
  }

  private void option(String name, Deque<String> rest) {
    switch (name) {
      case "--help" -> help = true;
      case "--server" -> servers.add(URI.create(value(name, rest)));
      case "--state" -> state = Path.of(value(name, rest));
      default -> {
        if (name.startsWith("-")) {
          throw new IllegalArgumentException("Unknown option '" + name + "'");
        }
        command.add(name);
      }
    }
  }

  private static String value(String name, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    return rest.remove();
  }

  /** The work of a command on an empty state, before the chat begins. */
  private interface Beginning {
    void begin(MessagingClient client, Journal journal, BufferedReader in) throws IOException;
  }

  private Beginning beginning() {
    if (command.isEmpty()) {
      return (client, journal, in) -> {};
    }
    if (command.equals(List.of("link"))) {
      return (client, journal, in) -> link(client, journal);
    }
    if (command.size() == 2 && command.get(0).equals("restore")) {
      return (client, journal, in) -> {
        OUT.print("recovery code: ");
        OUT.flush();
        String code = in.readLine();
        Backups.restore(journal, Path.of(command.get(1)), code == null ? "" : code);
      };
    }
    throw new IllegalArgumentException(
        "there is no command " + String.join(" ", command) + "; --help lists them");
  }

  private static void link(MessagingClient client, Journal journal) {
    if (journal.transaction(Account::load) != null) {
      throw new IllegalStateException(
          "the state belongs to a device already: choose another one with --state");
    }
    Account account = Linking.becomeDevice(client, journal, OUT::println);
    ERR.println("# this is now device " + account.deviceId());
  }

  private void run() throws IOException {
    Beginning beginning = beginning();
    Vertx vertx = Vertx.vertx();
    try (Journal journal = Journal.open(state.resolve("state"))) {
      BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      MessagingClient client =
          MessagingClient.create(vertx, ClientOptions.of(servers.toArray(URI[]::new)));
      beginning.begin(client, journal, in);
      chat(vertx, client, journal, in);
    } finally {
      Await.result(vertx.close());
    }
  }

  private static void chat(
      Vertx vertx, MessagingClient client, Journal journal, BufferedReader in)
      throws IOException {
    // Messages that arrive before are among the latest ones then.
    AtomicReference<Consumer<Recorded>> onMessage = new AtomicReference<>(message -> {});
    Messenger messenger =
        Messenger.start(vertx, client, journal, message -> onMessage.get().accept(message));
    Chat chat = new Chat(messenger, OUT::println);
    onMessage.set(chat::show);
    chat.showLatest();
    ERR.println("# /help lists the commands");
    for (String line = in.readLine(); line != null && chat.typed(line); ) {
      line = in.readLine();
    }
    messenger.disconnect();
  }

  /** Chats until the input ends. */
  public static void main(String... arguments) {
    try {
      Main main = new Main(arguments);
      if (main.help) {
        OUT.print(HELP);
      } else {
        main.run();
      }
    } catch (IOException | RuntimeException e) {
      ERR.println("signal-chat: " + e.getMessage());
      System.exit(1);
    }
  }
}
