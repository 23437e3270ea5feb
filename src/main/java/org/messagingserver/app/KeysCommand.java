package org.messagingserver.app;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.messagingserver.config.ConfigException;
import org.messagingserver.encryption.EncryptionException;
import org.messagingserver.encryption.KeysetEditor;
import org.messagingserver.encryption.KeysetSummary;
import org.messagingserver.encryption.SealingKey;
import org.messagingserver.encryption.VapidKey;

/** Shows and changes the keyset's file; shows nothing of a key but its name. */
final class KeysCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private static final String HELP =
      """
      Usage: keys make | show | add | promote | demote | add-vapid | seal [FILE] | unseal [-conf FILE]

      Shows or changes the file that keys.file of the configuration names, data/keys.json by
      default. Servers read it when they start: the change counts for each from then on. Where
      nodes have copies of it, change one and bring it to the others.

        make      make it, as the first start does where there is none; for nodes that may not write
        show      the keyset's id, whether it is sealed, its sealing keys by name, and its VAPID
                  keys, by which push services know this deployment
        add       add a sealing key. Restart every node with the file, one by one; then
        promote   have the key that was added last seal. Restart every node once more
        demote    take that back: have the key before it seal
        add-vapid add a VAPID key. Devices subscribe with it from each node's next start on; those
                  that have subscribed before are pushed to with the key of that time
        seal      seal the file by the passphrase that keys.passphraseFile names, or that
                  MESSAGING_SERVER_KEYS_PASSPHRASE holds; with FILE by the one in there,
                  and that is how a passphrase is changed
        unseal    take the seal off

      Keys that have sealed are kept: what they sealed is opened by nothing else.

      Exit code: 0 when done, 1 when not, 2 for wrong arguments.
      """;

  private final PrintStream out;
  private final PrintStream err;

  private KeysCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs, printing to the standard output; gives the exit code of the process. */
  static int run(String... arguments) {
    return run(System.out, System.err, arguments);
  }

  /** The same, printing elsewhere. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    return new KeysCommand(out, err).run(new ArrayDeque<>(List.of(arguments)));
  }

  private int run(Deque<String> arguments) {
    if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
      out.print(HELP);
      return arguments.isEmpty() ? MISUSED : DONE;
    }
    String action = arguments.pop();
    Optional<Path> by = action.equals("seal") ? file(arguments) : Optional.empty();
    try {
      JsonObject config = GivenConfiguration.read(ConfigurationFile.named(arguments));
      if (!arguments.isEmpty()) {
        return misused();
      }
      return run(action, by, new KeysetEditor(Configuration.read(config).encryption()));
    } catch (StartException | ConfigException | EncryptionException e) {
      StartException.lines(e).forEach(line -> err.println("keys: " + line));
      return FAILED;
    }
  }

  private static Optional<Path> file(Deque<String> arguments) {
    return arguments.isEmpty() || arguments.peek().startsWith("-")
        ? Optional.empty()
        : Optional.of(Path.of(arguments.pop()));
  }

  private int run(String action, Optional<Path> by, KeysetEditor keys) {
    switch (action) {
      case "make" -> {
        keys.create();
        say("made. Keep a copy of it, for nothing stored can be read without it");
      }
      case "show" -> show(keys.summary());
      case "add" -> {
        keys.add();
        say("added. Now restart every node with this file, one by one; then: keys promote");
      }
      case "promote" -> {
        keys.promote();
        say("promoted. Restart every node with this file, one by one");
      }
      case "demote" -> {
        keys.demote();
        say("the key before seals again, from each node's next start on");
      }
      case "add-vapid" -> {
        keys.addVapid();
        say("added. Restart every node with this file, one by one");
      }
      case "seal" -> {
        keys.seal(by);
        say("sealed. Servers need the passphrase from their next start on");
      }
      case "unseal" -> {
        keys.unseal();
        say("not sealed any more. Servers must be given no passphrase from now on");
      }
      default -> {
        return misused();
      }
    }
    return DONE;
  }

  private int misused() {
    err.println("keys: unknown arguments; see --help");
    return MISUSED;
  }

  private void say(String what) {
    out.println(what);
  }

  private void show(KeysetSummary keys) {
    out.printf("keyset %s, %s%n", keys.id(), keys.isSealed() ? "sealed" : "not sealed");
    for (SealingKey key : keys.sealingKeys()) {
      out.printf("  %s  %s%n", key.name(), role(key.role()));
    }
    for (VapidKey key : keys.vapidKeys()) {
      out.printf("  VAPID  %s%n", base64(key));
    }
  }

  /** As browsers and push services write it. */
  private static String base64(VapidKey key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.publicKey().getBytes());
  }

  private static String role(SealingKey.Role role) {
    return switch (role) {
      case FORMER -> "opens";
      case CURRENT -> "opens and seals";
      case NEXT -> "opens, and seals once it is promoted";
    };
  }
}
