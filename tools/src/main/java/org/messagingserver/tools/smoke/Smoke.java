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
 * Tests the whole protocol against running servers. Prints a line for each step, stops at the first
 * wrong answer, and removes everything that it registered.
 */
public final class Smoke {
  private static final int PASSED = 0;
  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  private static final URI LOCAL = URI.create("ws://localhost:8080/api");

  private static final String HELP =
      """
      Usage: smoke [URL…]

      Tests a running messaging-server with two users and a stranger: logins, the use of all one-time
      keys, messages to online and offline devices, and every request that must be refused. Prints
      one line for each step with its duration, and stops at the first wrong answer. Removes
      everything that it registers.

      URL  address of a server, by default %s.
           With several, which must belong to one cluster, each user connects to another one.

      Exit status: 0 if every answer was right, 1 after a wrong answer or without a server, 2 if the
      arguments are invalid.
      """
          .formatted(LOCAL);

  // The client would log the messages that Bob does not ack.
  private static final Logger CLIENT_LOG = Logger.getLogger("org.messagingserver.client");

  private final PrintStream out;

  private Smoke(PrintStream out) {
    this.out = out;
  }

  /** Runs, and prints to the standard output; returns the exit status of the process. */
  public static int run(String... args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    return new Smoke(out).run(List.of(args));
  }

  /** Runs, and prints to this stream. */
  static int run(PrintStream out, String... args) {
    return new Smoke(out).run(List.of(args));
  }

  private int run(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(HELP);
      return PASSED;
    }
    try {
      return runSteps(servers(args));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  /** The servers that the arguments name; none if one of them is invalid. */
  private static List<URI> servers(List<String> args) {
    try {
      URI[] given = args.stream().map(URI::create).toArray(URI[]::new);
      return given.length == 0 ? List.of(LOCAL) : ClientOptions.of(given).servers();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private int runSteps(List<URI> servers) throws InterruptedException {
    if (servers.isEmpty()) {
      out.println("Arguments must be ws:// or wss:// URLs; see --help.");
      return USAGE_ERROR;
    }
    CLIENT_LOG.setLevel(Level.OFF);
    Vertx vertx = Vertx.vertx();
    try {
      TestUsers users = new TestUsers(vertx, servers);
      for (URI server : servers) {
        if (!isReachable(users, server)) {
          return FAILED;
        }
      }
      return runSteps(users);
    } finally {
      Await.success(vertx.close());
    }
  }

  private boolean isReachable(TestUsers users, URI server) throws InterruptedException {
    try {
      users.openRawSocket(server).close();
      return true;
    } catch (UnexpectedAnswerException e) {
      out.printf(
          "No messaging-server answers at %s (%s). Start one with bin/serve.%n",
          server, e.actual());
      return false;
    }
  }

  private int runSteps(TestUsers users) throws InterruptedException {
    Steps steps = new Steps(out);
    try {
      new KeySteps(steps, users).run();
      new MessageSteps(steps, users).run();
      new DeviceSteps(steps, users).run();
      new AttachmentSteps(steps, users).run();
      new RefusalSteps(steps, users).run();
      new CleanupSteps(steps, users).run();
      steps.summary();
      return PASSED;
    } catch (UnexpectedAnswerException printedAlready) {
      return FAILED;
    } finally {
      cleanUp(users, users.alice());
      cleanUp(users, users.bob());
    }
  }

  private void cleanUp(TestUsers users, TestUser user) throws InterruptedException {
    try {
      // Checks first that the server answers: a client retries forever.
      users.openRawSocket().close();
      user.cleanUp();
    } catch (UnexpectedAnswerException wrong) {
      out.println(
          "A test user may still be registered: unregistering it returned " + wrong.actual() + ".");
    }
  }
}
