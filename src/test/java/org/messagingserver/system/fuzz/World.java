package org.messagingserver.system.fuzz;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.RequestUpload;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.UserId;
import org.messagingserver.system.fuzz.Post.Letter;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/**
 * Two users with two devices each, whom nobody knew before, and two sockets that do what a script
 * says. A line of it is the digit of a socket and the letter of what it does; other bytes in their
 * places do something too, or nothing.
 */
final class World {
  private static final int DEVICES = 2;

  /** What the sockets speak. */
  private static final List<ProtocolVersion> VERSIONS =
      List.of(ProtocolVersion.V1, ProtocolVersion.V2);

  private static final List<Strangers> STRANGERS = List.of(Strangers.values());

  private final TestServer server;
  private final Rules rules = new Rules();
  private final List<Identity> users = List.of(Identity.generate(), Identity.generate());
  private final Conversation[] conversations;
  private AuthResponse lastLogin = new AuthResponse(0, Buffer.buffer(), Buffer.buffer());
  private Register lastRegister = new Register(0, 1, Buffer.buffer("signed"), List.of());
  private int bitToFlip = -1;
  private long words;

  World(TestServer server) {
    this.server = server;
    this.conversations = new Conversation[] {open(VERSIONS.get(0)), open(VERSIONS.get(1))};
  }

  private Conversation open(ProtocolVersion version) {
    RawSocket socket = RawSocket.open(server, version);
    socket.serverInfo().ifPresent(rules::hasSaid);
    return new Conversation(socket, version, rules, users);
  }

  void play(Script script) {
    Conversation at = conversations[0];
    while (script.goesOn()) {
      int step = script.next();
      if (step >= '0' && step < '0' + conversations.length) {
        at = conversations[step - '0'];
      } else if (step == 'o') {
        at = reopened(at);
      } else {
        act(at, step, script);
      }
    }
  }

  private Conversation reopened(Conversation left) {
    left.leave();
    int place = left == conversations[0] ? 0 : 1;
    conversations[place] = open(VERSIONS.get(place));
    return conversations[place];
  }

  private void act(Conversation at, int step, Script script) {
    switch (step) {
      case '.' -> settle();
      case 'l' -> logIn(at, address(script));
      case 'w' -> logInWrongly(at, script);
      case 'r' -> register(at, script.choose(4), lastRegister.registrationId() + 1);
      case 'a' -> register(at, script.choose(4), lastRegister.registrationId());
      case 'n' -> admit(at, script);
      case 'u' -> send(at, new Unregister(at.sequence()));
      case 'k' -> send(at, new RequestKeyStatus(at.sequence(), script.choose(2) == 1));
      case 'y' -> send(at, setWakeup(at, script.choose(4)));
      case 'p' -> send(at, preKeys(at.sequence(), script));
      case 'q' -> send(at, preKeysOfSome(at.sequence(), script));
      case 's' -> send(at, new OutboundMessage(at.sequence(), address(script), word()));
      case 'e' -> send(at, message(at.sequence(), script));
      case 'm' -> send(at, multiMessage(at.sequence(), script));
      case 'M' -> send(at, multiMessageWithWishes(at.sequence(), script));
      case 'z' -> send(at, new RequestUpload(at.sequence(), attachment(script)));
      case 'c' -> send(at, new ClientMessage.Ack(at.received(script.choose(8))));
      case 'C' -> send(at, new ClientMessage.Ack(at.received(-script.choose(8))));
      case 'f' -> bitToFlip = script.next() * 256 + script.next();
      case 'g' -> at.send(Buffer.buffer(script.take(script.choose(80))));
      case 't' -> at.sendWrong(WebSocketFrame.textFrame("text", true), CloseCode.NOT_BINARY);
      case 'x' -> at.sendWrong(tooLong(), CloseCode.TOO_LARGE);
      default -> {
        // Says nothing.
      }
    }
  }

  private Address address(Script script) {
    return address(script.choose(users.size()), script.choose(DEVICES));
  }

  private Address address(int user, int device) {
    return new Address(users.get(user).userId(), new DeviceId(device));
  }

  /** Bytes that were never said before, and are not with one bit flipped. */
  private Buffer word() {
    return Buffer.buffer().appendLong(++words * 0x9E3779B97F4A7C15L);
  }

  private void send(Conversation at, ClientMessage message) {
    byte[] frame = ClientMessageCodec.encode(message).getBytes();
    if (bitToFlip >= 0) {
      int bit = bitToFlip % (frame.length * 8);
      frame[bit / 8] ^= (byte) (1 << bit % 8);
      bitToFlip = -1;
    }
    at.send(Buffer.buffer(frame));
  }

  /** A right one, its removal, one for a foreign server, and nonsense. */
  private static SetWakeup setWakeup(Conversation at, int choice) {
    Buffer serverKey =
        at.socket().serverInfo().map(ServerInfo::wakeupKey).orElseGet(Buffer::buffer);
    return switch (choice) {
      case 0 -> Rules.rightWakeup(at.sequence(), serverKey);
      case 1 ->
          new SetWakeup(at.sequence(), "", Buffer.buffer(), Buffer.buffer(), 0, Buffer.buffer());
      case 2 -> Rules.rightWakeup(at.sequence(), Rules.POINT);
      default ->
          new SetWakeup(
              at.sequence(), "http://[", Buffer.buffer("x"), Buffer.buffer(), -1, serverKey);
    };
  }

  private void logIn(Conversation at, Address claimed) {
    logIn(at, claimed, false);
  }

  private void logIn(Conversation at, Address claimed, boolean reportDrained) {
    Nonce challenge = at.socket().challenge();
    byte[] login =
        new Login(claimed, challenge, SessionFuzzTest.SERVER_NAME, reportDrained).encode();
    Identity user = users.get(claimed.user().equals(users.get(0).userId()) ? 0 : 1);
    lastLogin =
        new AuthResponse(at.sequence(), Buffer.buffer(login), Buffer.buffer(user.signature(login)));
    send(at, lastLogin);
  }

  private void logInWrongly(Conversation at, Script script) {
    Nonce challenge = at.socket().challenge();
    byte[] login = new Login(address(0, 0), challenge).encode();
    byte[] stale = new Login(address(0, 0), new Nonce(new byte[Nonce.LENGTH])).encode();
    byte[] elsewhere = new Login(address(0, 0), challenge, "other.example").encode();
    byte[] garbage = script.take(script.choose(40));
    Identity user = users.get(0);
    switch (script.choose(6)) {
      case 0 -> sendLogin(at, lastLogin.login().getBytes(), lastLogin.signature().getBytes());
      case 1 -> sendLogin(at, login, users.get(1).signature(login));
      case 2 -> sendLogin(at, login, new byte[0]);
      case 3 -> sendLogin(at, stale, user.signature(stale));
      case 4 -> sendLogin(at, elsewhere, user.signature(elsewhere));
      default -> sendLogin(at, garbage, user.signature(garbage));
    }
  }

  private void sendLogin(Conversation at, byte[] login, byte[] signature) {
    send(at, new AuthResponse(at.sequence(), Buffer.buffer(login), Buffer.buffer(signature)));
  }

  private void register(Conversation at, int keys, int registrationId) {
    List<Buffer> oneTimePreKeys = Stream.generate(this::word).limit(keys).toList();
    lastRegister =
        new Register(at.sequence(), registrationId, lastRegister.signedPreKey(), oneTimePreKeys);
    send(at, lastRegister);
  }

  /** Under the same registrationID. */
  private void admit(Conversation at, Script script) {
    Strangers strangers = STRANGERS.get(script.choose(STRANGERS.size()));
    List<Buffer> hashes = token(script).stream().map(DeliveryToken::hash).toList();
    lastRegister =
        new Register(
            at.sequence(),
            lastRegister.registrationId(),
            lastRegister.signedPreKey(),
            List.of(),
            Optional.of(new Admission(strangers, hashes)));
    send(at, lastRegister);
  }

  /** One of two, or none. */
  private static Optional<DeliveryToken> token(Script script) {
    int token = script.choose(3);
    return token == 0
        ? Optional.empty()
        : Optional.of(
            new DeliveryToken(
                Buffer.buffer(new byte[DeliveryToken.BYTES]).setByte(0, (byte) token)));
  }

  /** The present registrationID, the former one, or none. */
  private OptionalInt registration(Script script) {
    int ago = script.choose(3);
    return ago == 2 ? OptionalInt.empty() : OptionalInt.of(lastRegister.registrationId() - ago);
  }

  private OutboundMessage message(int sequence, Script script) {
    return new OutboundMessage(
        sequence, address(script), word(), handling(script), registration(script), token(script));
  }

  private static Handling handling(Script script) {
    return new Handling(script.choose(3), script.choose(2) == 1);
  }

  private RequestPreKeys preKeysOfSome(int sequence, Script script) {
    UserId user = users.get(script.choose(users.size())).userId();
    Set<DeviceId> known = devices(script);
    OptionalInt registration = registration(script);
    Map<DeviceId, Integer> registrationIds = new HashMap<>();
    registration.ifPresent(id -> known.forEach(device -> registrationIds.put(device, id)));
    DeviceSelection selection = new DeviceSelection(known, registrationIds, devices(script));
    return new RequestPreKeys(sequence, user, selection, token(script));
  }

  private RequestPreKeys preKeys(int sequence, Script script) {
    Identity user = users.get(script.choose(users.size()));
    return new RequestPreKeys(sequence, user.userId(), devices(script));
  }

  private static Set<DeviceId> devices(Script script) {
    int mask = script.choose(1 << DEVICES);
    Set<DeviceId> devices = new HashSet<>();
    IntStream.range(0, DEVICES)
        .filter(device -> (mask & 1 << device) != 0)
        .forEach(device -> devices.add(new DeviceId(device)));
    return devices;
  }

  /** To any recipients, perhaps to the same one twice. */
  private MultiMessage multiMessage(int sequence, Script script) {
    int parts = script.choose(4);
    return new MultiMessage(
        sequence,
        word(),
        Stream.generate(() -> new MultiMessage.Part(address(script), word()))
            .limit(parts)
            .toList());
  }

  private MultiMessage multiMessageWithWishes(int sequence, Script script) {
    int parts = script.choose(4);
    Handling handling = handling(script);
    return new MultiMessage(
        sequence, word(), Stream.generate(() -> part(script)).limit(parts).toList(), handling);
  }

  private MultiMessage.Part part(Script script) {
    return new MultiMessage.Part(address(script), word(), registration(script), token(script));
  }

  /** Of a size that is allowed, or next to it. */
  private static long attachment(Script script) {
    return List.of(0L, 1L, SessionFuzzTest.MAX_ATTACHMENT, SessionFuzzTest.MAX_ATTACHMENT + 1, -1L)
        .get(script.choose(5));
  }

  private static WebSocketFrame tooLong() {
    return WebSocketFrame.binaryFrame(Buffer.buffer(new byte[SessionFuzzTest.MAX_FRAME + 1]), true);
  }

  private void settle() {
    for (Conversation conversation : conversations) {
      conversation.settle();
    }
  }

  /** Everything is answered, and what is safe and was not acked comes to whoever logs in next. */
  void end() {
    // What the script left to be flipped is not for the questions asked here.
    bitToFlip = -1;
    settle();
    for (int user = 0; user < users.size(); user++) {
      for (int device = 0; device < DEVICES; device++) {
        requireWaiting(address(user, device));
      }
    }
    close();
  }

  private void requireWaiting(Address owner) {
    List<Letter> missing = new ArrayList<>(rules.post.waiting());
    missing.removeIf(
        letter ->
            !letter.to.equals(owner) || !rules.registry.neverUnregisteredSince(owner, letter.sent));
    if (!missing.isEmpty()) {
      while (!comes(missing, owner)) {
        // A Register of a socket that has gone meanwhile took effect just now.
      }
      if (!missing.isEmpty()) {
        throw new AssertionError(missing.size() + " messages were acked and never came");
      }
    }
  }

  /** Removes all that comes to who logs in next; says whether that was everything. */
  private boolean comes(List<Letter> missing, Address owner) {
    ProtocolVersion version =
        rules.registry.welcomes(owner) ? ProtocolVersion.V1 : ProtocolVersion.V2;
    Conversation next = open(version);
    boolean isAll =
        version == ProtocolVersion.V1 ? untilNext(next, owner) : untilDrained(next, owner);
    missing.removeAll(next.delivered());
    next.leave();
    return isAll;
  }

  /** Until a message comes that is sent now. */
  private boolean untilNext(Conversation next, Address owner) {
    logIn(next, owner);
    next.settle();
    Conversation sender = open(ProtocolVersion.V1);
    Buffer last = word();
    send(sender, new OutboundMessage(sender.sequence(), owner, last));
    boolean isAll = next.readsUntil(last);
    sender.leave();
    return isAll;
  }

  /** The same of a device that may not admit that one. */
  private boolean untilDrained(Conversation next, Address owner) {
    logIn(next, owner, true);
    next.settle();
    return next.readsUntilDrained();
  }

  void close() {
    for (Conversation conversation : conversations) {
      conversation.leave();
    }
  }
}
