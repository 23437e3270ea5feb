package signalchat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import signalchat.History.Recorded;
import signalchat.wire.Contact;
import signalchat.wire.Group;
import signalchat.wire.HistoryEntry;

/**
 * The conversation in a terminal: a line that begins with a slash is a command, any other is a
 * message.
 */
final class Chat {
  private static final int LATEST = 20;

  private final Messenger messenger;
  private final Consumer<String> print;
  private final Map<String, Command> commands = new LinkedHashMap<>();

  /** The name of the contact or group that gets what is typed. */
  private String partner = "";

  private int shown;
  private boolean quit;

  private interface Action {
    void run(List<String> parameters) throws Exception;
  }

  private record Command(String parameters, String purpose, Action action) {
    private boolean fits(List<String> given) {
      int expected = parameters.isEmpty() ? 0 : parameters.split(" ").length;
      return parameters.endsWith("…") ? given.size() >= expected : given.size() == expected;
    }
  }

  Chat(Messenger messenger, Consumer<String> print) {
    this.messenger = messenger;
    this.print = print;
    command("invite", "", "show a link with which others can write to you", p -> print.accept(messenger.invitation()));
    command("renew-link", "", "end the links that you have given to others", p -> renewInvitation());
    command("add", "NAME LINK", "add somebody who has given you their link", p -> add(p.get(0), p.get(1)));
    command("name", "NAME NEW", "give a contact another name", p -> rename(p.get(0), p.get(1)));
    command("block", "NAME", "drop what a contact sends", p -> block(p.get(0), true));
    command("unblock", "NAME", "drop it no longer", p -> block(p.get(0), false));
    command("to", "NAME", "talk to this contact or group from now on", p -> talkTo(p.get(0)));
    command("contacts", "", "list contacts and groups", p -> list());
    command("safety", "NAME", "show the number that both of you compare", p -> safety(p.get(0)));
    command("group", "NAME MEMBER…", "create a group", p -> createGroup(p.get(0), p.subList(1, p.size())));
    command("remove", "GROUP MEMBER", "remove somebody from your group", p -> remove(p.get(0), p.get(1)));
    command("link", "LINK", "make another device yours, which shows this link", p -> print.accept("linked device " + messenger.linkDevice(p.get(0))));
    command("backup", "FILE", "write a backup", p -> backup(Path.of(p.get(0))));
    command("help", "", "list these commands", p -> help());
    command("quit", "", "leave", p -> quit = true);
  }

  private void command(String name, String parameters, String purpose, Action action) {
    commands.put(name, new Command(parameters, purpose, action));
  }

  /** Shows a message, unless it was shown. */
  synchronized void show(Recorded message) {
    if (message.number() > shown) {
      shown = message.number();
      print.accept(line(message.entry()));
    }
  }

  /** Shows the latest messages, after a start. */
  void showLatest() {
    messenger.read(transaction -> History.latest(transaction, LATEST)).forEach(this::show);
  }

  /** Runs what was typed, and returns whether the chat goes on. It reports errors. */
  boolean typed(String line) {
    try {
      run(line.strip());
    } catch (Exception e) {
      print.accept("error: " + e.getMessage());
    }
    return !quit;
  }

  private void run(String line) throws Exception {
    if (line.isEmpty()) {
      return;
    }
    if (!line.startsWith("/")) {
      send(line);
      return;
    }
    List<String> words = Arrays.asList(line.substring(1).split("\\s+"));
    Command command = commands.get(words.get(0));
    List<String> parameters = words.subList(1, words.size());
    if (command == null) {
      throw new IllegalArgumentException(
          "there is no command /" + words.get(0) + "; /help lists them");
    }
    if (!command.fits(parameters)) {
      throw new IllegalArgumentException("usage: /" + words.get(0) + " " + command.parameters());
    }
    command.action().run(parameters);
  }

  private void send(String text) {
    if (partner.isEmpty()) {
      throw new IllegalArgumentException("choose whom to write to with /to NAME");
    }
    Optional<Group> group = findGroup(partner);
    if (group.isPresent()) {
      messenger.sendToGroup(group.get(), text);
    } else {
      messenger.send(contact(partner).getUserID().toByteArray(), text);
    }
    print.accept("✓ " + text);
  }

  private void add(String name, String link) {
    requireUnused(name);
    messenger.addContact(name, link);
    talkTo(name);
  }

  private void rename(String name, String other) {
    requireUnused(other);
    messenger.rename(contact(name), other);
    talkTo(other);
  }

  private void renewInvitation() {
    messenger.renewInvitation();
    print.accept("the links that you have given to others end as soon as all your devices know");
  }

  private void block(String name, boolean blocked) {
    messenger.block(contact(name), blocked);
    print.accept(name + (blocked ? " is blocked" : " is no longer blocked"));
  }

  private void talkTo(String name) {
    if (findGroup(name).isEmpty()) {
      contact(name);
    }
    partner = name;
    print.accept("you are talking to " + name);
  }

  private void list() {
    for (Contact contact : messenger.read(Keepsakes::contacts)) {
      String state = contact.getBlocked() ? " (blocked)" : contact.getAccepted() ? "" : " (new)";
      print.accept(contact.getName() + state);
    }
    for (Group group : messenger.read(Keepsakes::groups)) {
      List<String> members =
          group.getMemberIDsList().stream().map(id -> name(id.toByteArray())).toList();
      print.accept(group.getName() + ": " + String.join(", ", members));
    }
  }

  private void safety(String name) {
    byte[] other = contact(name).getUserID().toByteArray();
    print.accept(SafetyNumber.of(messenger.account().userId(), other));
  }

  private void createGroup(String name, List<String> members) {
    requireUnused(name);
    messenger.createGroup(name, members.stream().map(this::contact).toList());
    talkTo(name);
  }

  private void remove(String groupName, String member) {
    Group group =
        findGroup(groupName)
            .orElseThrow(
                () -> new IllegalArgumentException("there is no group " + groupName));
    messenger.removeMember(group, contact(member).getUserID());
    print.accept(member + " is no longer in " + groupName);
  }

  private void backup(Path file) throws Exception {
    String code = Backups.write(messenger.account(), messenger.journal(), file);
    print.accept("the recovery code of this backup: " + code);
  }

  private void help() {
    print.accept(
        "A line without a slash is a message to the contact or group that you are talking to.");
    commands.forEach(
        (name, command) ->
            print.accept(
                "  %-22s%s"
                    .formatted("/" + name + " " + command.parameters(), command.purpose())));
  }

  private String line(HistoryEntry entry) {
    byte[] senderId = entry.getSenderID().toByteArray();
    String sender = name(senderId);
    if (!entry.getGroupID().isEmpty()) {
      String group =
          messenger
              .read(transaction -> Keepsakes.group(transaction, entry.getGroupID()))
              .map(Group::getName)
              .orElse("a group");
      return "[" + group + "] " + sender + ": " + entry.getText();
    }
    return messenger.account().device().isOf(senderId)
        ? "me to " + name(entry.getRecipientID().toByteArray()) + ": " + entry.getText()
        : sender + ": " + entry.getText();
  }

  private String name(byte[] userId) {
    return messenger.account().device().isOf(userId)
        ? "me"
        : messenger
            .read(transaction -> Keepsakes.contact(transaction, userId))
            .map(Contact::getName)
            .orElse("a stranger");
  }

  private Contact contact(String name) {
    return messenger.read(Keepsakes::contacts).stream()
        .filter(contact -> contact.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("you have no contact " + name));
  }

  private Optional<Group> findGroup(String name) {
    return messenger.read(Keepsakes::groups).stream()
        .filter(group -> group.getName().equals(name))
        .findFirst();
  }

  private void requireUnused(String name) {
    boolean used =
        Stream.concat(
                messenger.read(Keepsakes::contacts).stream().map(Contact::getName),
                messenger.read(Keepsakes::groups).stream().map(Group::getName))
            .anyMatch(name::equals);
    if (used) {
      throw new IllegalArgumentException("there is a contact or group " + name + " already");
    }
  }
}
