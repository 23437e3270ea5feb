package org.messagingserver.system.privacy;

import static org.messagingserver.testkit.Requests.outbound;
import static org.messagingserver.testkit.Requests.preKeysOf;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.testkit.BareSocket;
import org.messagingserver.testkit.Canaries;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.PushDevice;
import org.messagingserver.testkit.RawSocket;

/** What clients do, right and wrong, with canaries in all of it. */
final class CanaryPlay {

  private final Vertx vertx;
  private final Canaries canaries;
  private final Set<String> sent = new TreeSet<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();

  CanaryPlay(Vertx vertx, Canaries canaries) {
    this.vertx = vertx;
    this.canaries = canaries;
  }

  /** A user registers here, and a stranger from there takes a key and writes, also too late. */
  Identity converse(String name, TappedNode here, TappedNode there) {
    Identity user = canaries.user(passed(name));
    RawSocket present = logIn(name, here, user);
    present.must(register(name));
    passed(name + ", signed prekey");
    RawSocket stranger = socket(there);
    stranger.ask(preKeysOf(user));
    int sequence = stranger.request(message(user, passed(name + ", handed over")));
    Mail.takeOne(present);
    Mail.awaitAck(stranger, sequence);
    present.close();
    stranger.must(message(user, passed(name + ", read later")));
    RawSocket again = logIn(name, there, user);
    Mail.takeOne(again);
    again.close();
    stranger.must(message(user, name + ", never read"));
    return user;
  }

  /** A user is there for the holders of a token alone, in the second version of the protocol. */
  void admit(String name, TappedNode here, TappedNode there) {
    Identity user = canaries.user(name);
    DeliveryToken token = canaries.token(name + ", delivery token");
    RawSocket present = RawSocket.open(vertx, here.uri(), ProtocolVersion.V2).logIn(user, 1);
    Admission admission = new Admission(Strangers.NONE, List.of(token.hash()));
    Buffer signed = canaries.key(name + ", signed prekey");
    present.must(
        sequence ->
            new ClientMessage.Register(sequence, 7, signed, List.of(), Optional.of(admission)));
    RawSocket contact = RawSocket.open(vertx, there.uri(), ProtocolVersion.V2);
    contact.ask(
        sequence ->
            new RequestPreKeys(
                sequence, user.userId(), DeviceSelection.except(Set.of()), Optional.of(token)));
    int sequence =
        contact.request(message(user, passed(name + ", by a token"), false, Optional.of(token)));
    Mail.takeOne(present);
    Mail.awaitAck(contact, sequence);
    contact.must(message(user, name + ", worth nothing later", true, Optional.of(token)));
    DeliveryToken other = canaries.token(name + ", wrong delivery token");
    refused(contact, message(user, name + ", by a wrong token", false, Optional.of(other)));
    present.close();
    contact.must(message(user, name + ", by a token, never read", false, Optional.of(token)));
  }

  /** A user has given an endpoint that nobody answers at, and is to be woken there. */
  Identity beWoken(String name, TappedNode here) throws GeneralSecurityException {
    Identity user = canaries.user(name);
    PushDevice keys = new PushDevice();
    RawSocket present = RawSocket.open(vertx, here.uri(), ProtocolVersion.V2).logIn(user, 1);
    Buffer serverKey = present.serverInfo().orElseThrow().wakeupKey();
    Buffer p256dh = Buffer.buffer(canaries.add(name + ", p256dh", keys.p256dh().getBytes()));
    Buffer auth = Buffer.buffer(canaries.add(name + ", auth", keys.auth().getBytes()));
    String host = canaries.words(name + ", push service") + ".invalid";
    String endpoint = "https://" + host + "/" + canaries.words(name + ", endpoint");
    present.must(register(name));
    present.must(sequence -> new SetWakeup(sequence, endpoint, p256dh, auth, 0, serverKey));
    refused(
        present,
        sequence ->
            new SetWakeup(
                sequence,
                "http://" + canaries.words(name + ", refused endpoint"),
                p256dh,
                auth,
                0,
                serverKey));
    present.close();
    socket(here).must(message(user, name + ", wakes"));
    return user;
  }

  private IntFunction<ClientMessage> message(
      Identity to, String name, boolean onlineOnly, Optional<DeliveryToken> token) {
    Buffer words = Buffer.buffer(canaries.words(name));
    return sequence ->
        new OutboundMessage(
            sequence, address(to), words, new Handling(0, onlineOnly), OptionalInt.empty(), token);
  }

  /** What goes through a tap from the server to the client, and so has to be found there. */
  private String passed(String name) {
    sent.add(name);
    return name;
  }

  private RawSocket logIn(String name, TappedNode node, Identity user) {
    RawSocket socket = socket(node);
    return socket.must(
        sequence -> canaries.login(name, socket.authResponse(sequence, user, address(user))));
  }

  /** Requests that have to be refused. */
  void refuse(Identity user, TappedNode node) {
    RawSocket stranger = socket(node);
    refused(stranger, message(canaries.user("unknown user"), "lost"));
    refused(stranger, preKeysOf(canaries.user("another unknown user")));
    refused(stranger, register("stranger"));
    refused(stranger, outbound(user, 2, canaries.words("to an unknown device")));
    forge(user, socket(node));
  }

  /** A login that somebody else has signed. */
  private void forge(Identity user, RawSocket forger) {
    Identity other = canaries.user("forger");
    refused(
        forger,
        sequence -> canaries.login("forger", forger.authResponse(sequence, other, address(user))));
    forger.closeCode();
  }

  /** The same of clients behind a trusted proxy. */
  void refuseFromFar(Identity user, TappedNode node) {
    String one = canaries.farClient("forwarded").getHostAddress();
    forge(user, RawSocket.open(vertx, node.direct(), "X-Forwarded-For", one));
    String other = "for=\"[" + canaries.farClient("forwarded too").getHostAddress() + "]:4711\"";
    forge(user, RawSocket.open(vertx, node.direct(), "Forwarded", other));
  }

  /** Requests whose failure is the store's. */
  void fail(Identity user, TappedNode node) {
    refused(socket(node), message(user, "that cannot be stored"));
    refused(socket(node), preKeysOf(user));
    Identity other = canaries.user("user without a store");
    RawSocket socket = socket(node);
    refused(
        socket,
        sequence ->
            canaries.login(
                "without a store", socket.authResponse(sequence, other, address(other))));
  }

  /** A request whose failure Postgres itself would tell of, row and all. */
  void violate(Identity user, TappedNode node) {
    refused(socket(node), message(user, "that violates a constraint"));
    RawSocket other = logIn("violator", node, canaries.user("violator"));
    refused(other, register("violator"));
  }

  /** Frames and requests that mean nothing, with things in them that do. */
  void babble(Identity user, TappedNode node) throws IOException {
    RawSocket cut = socket(node);
    Buffer frame = ClientMessageCodec.encode(message(user, "in a broken frame").apply(1));
    cut.sendBytes(frame.slice(0, frame.length() - 3));
    refusals.add(cut.next().toString());
    cut.closeCode();
    RawSocket texts = socket(node);
    texts.sendFrame(WebSocketFrame.textFrame(canaries.words("text frame"), true));
    texts.closeCode();
    InetAddress from = canaries.client("babbler");
    babble(node, from, head(HexFormat.of().formatHex(user.userId().bytes()), "A: b"));
    babble(node, from, head("api", "Upgrade: " + canaries.words("upgrade")));
    babble(node, from, head("api", canaries.words("no header")));
    babble(node, from, head("api", "Forwarded: for=" + canaries.words("no address")));
    babble(node, from, canaries.words("no HTTP at all") + "\r\n\r\n");
  }

  private String head(String path, String header) {
    return """
        GET /%s?%s HTTP/1.1\r
        Host: %s\r
        Origin: https://%s.example\r
        Cookie: %s\r
        Connection: close\r
        %s\r
        \r
        """
        .formatted(
            path,
            canaries.words("query"),
            canaries.words("host"),
            canaries.words("origin"),
            canaries.words("cookie"),
            header);
  }

  private void babble(TappedNode node, InetAddress from, String request) throws IOException {
    refusals.add(BareSocket.say(from, node.direct().getPort(), request));
  }

  private void refused(RawSocket socket, IntFunction<? extends ClientMessage> request) {
    ServerMessage answer = socket.ask(request);
    if (!(answer instanceof ServerMessage.Failure)) {
      throw new AssertionError("not refused: " + answer);
    }
    refusals.add(answer.toString());
  }

  private RawSocket socket(TappedNode node) {
    return RawSocket.open(vertx, node.uri());
  }

  private static Address address(Identity user) {
    return new Address(user.userId(), DeviceId.of(1));
  }

  private IntFunction<ClientMessage> register(String name) {
    Buffer signed = canaries.key(name + ", signed prekey");
    List<Buffer> oneTime =
        List.of(canaries.key(name + ", old key"), canaries.key(name + ", new key"));
    return sequence -> new ClientMessage.Register(sequence, 7, signed, oneTime);
  }

  private IntFunction<ClientMessage> message(Identity to, String name) {
    return outbound(to, 1, canaries.words(name));
  }

  /** Names of what clients were sent for certain. */
  Set<String> sent() {
    return sent;
  }

  /** What clients were told that asked for what is not theirs, or for nonsense. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }
}
