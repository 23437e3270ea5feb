package org.messagingserver.tools.smoke;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.messagingserver.client.ClientOptions;

/**
 * Tries the whole protocol against running servers. Prints a line for each step; stops at the first
 * wrong answer; leaves nothing behind on the servers either way.
 */
public final class Smoke {
  private static final int PASSED = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final URI LOCAL = URI.create("ws://localhost:8080/api");

  private static final String HELP =
      """
      Usage: smoke [URL…]

      Plays two users and a stranger against a running messaging-server: logins, keys down to the
      last, messages live and kept, and everything that must be refused. Prints one line for each
      step with its time, and stops at the first wrong answer. What it registers it removes again.

      URL  where a server listens, by default %s;
           of several, which must belong to one cluster, each player takes another one

      Exit code: 0 when every answer was right, 1 at a wrong one or without a server, 2 for wrong
      arguments.
      """
          .formatted(LOCAL);

  // A message that Bob drops on purpose is no news.
  private static final Logger CLIENT_LOG = Logger.getLogger("org.messagingserver.client");

  private final PrintStream out;

  private Smoke(PrintStream out) {
    this.out = out;
  }

  /** Runs, printing to the standard output; gives the exit code of the process. */
  public static int run(String... args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    return new Smoke(out).run(List.of(args));
  }

  /** The same, printing elsewhere. */
  static int run(PrintStream out, String... args) {
    return new Smoke(out).run(List.of(args));
  }

  private int run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(HELP);
      return PASSED;
    }
    try {
      return play(servers(args));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  /** The servers that the arguments name; none where one of them cannot be a server's. */
  private static List<URI> servers(List<String> args) {
    try {
      URI[] given = args.stream().map(URI::create).toArray(URI[]::new);
      return given.length == 0 ? List.of(LOCAL) : ClientOptions.of(given).servers();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private int play(List<URI> servers) throws InterruptedException {
    if (servers.isEmpty()) {
      out.println("An argument is no ws:// or wss:// URL; see --help.");
      return MISUSED;
    }
    CLIENT_LOG.setLevel(Level.OFF);
    Vertx vertx = Vertx.vertx();
    try {
      TestUsers testUsers = new TestUsers(vertx, servers);
      for (URI server : servers) {
        if (!answers(testUsers, server)) {
          return FAILED;
        }
      }
      return play(testUsers);
    } finally {
      Answers.success(vertx.close());
    }
  }

  private boolean answers(TestUsers testUsers, URI server) throws InterruptedException {
    try {
      testUsers.raw(server).close();
      return true;
    } catch (WrongAnswerException e) {
      out.printf(
          "No messaging-server answers at %s (%s). Start one with bin/serve.%n", server, e.came());
      return false;
    }
  }

  private int play(TestUsers testUsers) throws InterruptedException {
    Steps steps = new Steps(out);
    try {
      new KeySteps(steps, testUsers).run();
      new MessageSteps(steps, testUsers).run();
      new RefusalSteps(steps, testUsers).run();
      new CleanupSteps(steps, testUsers).run();
      steps.summary();
      return PASSED;
    } catch (WrongAnswerException printedAlready) {
      return FAILED;
    } finally {
      cleanUp(testUsers, testUsers.alice());
      cleanUp(testUsers, testUsers.bob());
    }
  }

  private void cleanUp(TestUsers testUsers, TestUser testUser) throws InterruptedException {
    try {
      // Knocks first, since a player goes on trying where nobody answers.
      testUsers.raw().close();
      testUser.leaveNothing();
    } catch (WrongAnswerException wrong) {
      out.println("A user may be left behind: unregistering it got " + wrong.came() + ".");
    }
  }
}
