package org.messagingserver.system.fuzz;

import static org.messagingserver.protocol.ErrorName.ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION;
import static org.messagingserver.protocol.ErrorName.INVALID_MESSAGE;
import static org.messagingserver.protocol.ErrorName.INVALID_USER_ID;
import static org.messagingserver.protocol.ErrorName.UNAUTHORIZED;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.InvalidUserIdException;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.protocol.ServerMessage.PreKeysLow;
import org.messagingserver.protocol.UndecodableFrameException;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.system.fuzz.Post.Letter;
import org.messagingserver.testkit.RawSocket;

/**
 * One socket, and the judge of what comes over it: each request gets its answer, and nothing else
 * comes but messages for whoever has logged in, in their order.
 */
final class Conversation {
  private static final int FENCE = -1;

  private final RawSocket socket;
  private final ProtocolVersion version;
  private final Rules rules;
  private final List<Identity> users;
  private final List<Pending> pending = new ArrayList<>();
  private final Map<Integer, List<Letter>> delivered = new HashMap<>();
  private final Map<Object, Integer> lastOfSender = new HashMap<>();
  private final Set<Integer> acked = new HashSet<>();
  private Optional<Address> owner = Optional.empty();
  private Optional<CloseCode> ending = Optional.empty();
  private boolean isLoggedIn;
  private boolean isOver;
  private boolean isDrained;
  private boolean sentTooLarge;
  private int lastOfServer = 1;
  private int lastSequence;

  /**
   * @param version that the socket speaks
   */
  Conversation(RawSocket socket, ProtocolVersion version, Rules rules, List<Identity> users) {
    this.version = version;
    this.socket = socket;
    this.rules = rules;
    this.users = users;
  }

  RawSocket socket() {
    return socket;
  }

  int sequence() {
    return ++lastSequence;
  }

  /** The sequence of the newest message but so many. */
  int received(int ago) {
    return lastOfServer - ago;
  }

  /** Sends any bytes as one frame. */
  void send(Buffer frame) {
    if (!isOver) {
      if (ending.isEmpty()) {
        expectAnswerTo(frame);
      }
      socket.cast(WebSocketFrame.binaryFrame(frame, true));
    }
  }

  /** Sends a frame for which the server closes without a word. */
  void sendWrong(WebSocketFrame frame, CloseCode code) {
    if (!isOver) {
      socket.cast(frame);
      sentTooLarge |= code == CloseCode.TOO_LARGE;
      ending = ending.or(() -> Optional.of(code));
    }
  }

  private void expectAnswerTo(Buffer frame) {
    try {
      ClientMessage message = ClientMessageCodec.decode(frame, Integer.MAX_VALUE, version);
      if (message instanceof ClientMessage.Ack ack) {
        acked.add(ack.sequence());
        settle(delivered.getOrDefault(ack.sequence(), List.of()));
      } else if (message instanceof Request request) {
        pending.add(answersTo(request));
      }
    } catch (UndecodableFrameException e) {
      endsWith(Pending.refused(0, INVALID_MESSAGE), CloseCode.NO_MESSAGE);
    }
  }

  private static void settle(List<Letter> letters) {
    letters.forEach(letter -> letter.mayBeSettled = true);
  }

  private void endsWith(Pending last, CloseCode code) {
    pending.add(last);
    ending = Optional.of(code);
  }

  private Pending answersTo(Request request) {
    if (!(request instanceof AuthResponse login)) {
      return owner
          .map(address -> rules.toOwner(this, address, request))
          .orElseGet(() -> rules.toAnyone(this, request));
    }
    if (owner.isPresent()) {
      return Pending.refused(login.sequence(), ATTEMPTED_ANONYMOUS_OP_ON_AUTHENTICATED_CONNECTION);
    }
    return answerToLogin(login);
  }

  private Pending answerToLogin(AuthResponse response) {
    byte[] bytes = response.login().getBytes();
    ErrorName error = UNAUTHORIZED;
    try {
      Login login = Login.decode(bytes);
      boolean isForThisServer =
          List.of("", SessionFuzzTest.SERVER_NAME).contains(login.serverName())
              && login.nonce().equals(socket.challenge());
      if (isForThisServer && isSigned(login, response)) {
        owner = Optional.of(login.address());
        return Pending.one(response.sequence(), answer -> isLoggedIn = Rules.isAck(answer));
      }
    } catch (UndecodableFrameException expected) {
      error = UNAUTHORIZED;
    } catch (InvalidUserIdException expected) {
      error = INVALID_USER_ID;
    }
    ending = Optional.of(CloseCode.POLICY);
    return Pending.refused(response.sequence(), error);
  }

  private boolean isSigned(Login login, AuthResponse response) {
    byte[] signature = response.signature().getBytes();
    return users.stream()
        .filter(user -> user.userId().equals(login.address().user()))
        .anyMatch(user -> Arrays.equals(user.signature(response.login().getBytes()), signature));
  }

  /** Waits until everything is answered that was asked, or the server has closed. */
  void settle() {
    if (ending.isPresent()) {
      readToTheEnd(ending.get());
    } else if (!isOver) {
      readAnswers();
    }
    if (!isOver) {
      // Whatever was sent behind a first answer comes before the answer to this.
      Buffer nothing = Buffer.buffer(Message.newBuilder().setSequence(FENCE).build().toByteArray());
      send(nothing);
      readAnswers();
      require(isOver || pending.stream().allMatch(Pending::isComplete), "a device is missing");
      pending.clear();
    }
  }

  private void readAnswers() {
    while (!pending.stream().allMatch(Pending::isAnswered)) {
      socket.nextUnlessGone().ifPresentOrElse(this::take, this::replaced);
    }
  }

  /** Another socket has registered the device under another registrationID. */
  private void replaced() {
    require(mayBeReplaced(), "closed with " + socket.closeCode());
    leave();
  }

  private boolean mayBeReplaced() {
    return socket.closeCode() == CloseCode.POLICY.code()
        && owner.filter(address -> rules.registry.mayBeReplaced(address, this)).isPresent();
  }

  /** Reads and acks until all that waited is acked; says whether it is, or the socket replaced. */
  boolean readsUntilDrained() {
    delivered.keySet().forEach(sequence -> socket.cast(new ClientMessage.Ack(sequence)));
    while (!isOver && !isDrained) {
      socket.nextUnlessGone().ifPresentOrElse(this::takeAndAck, this::replaced);
    }
    return !isOver;
  }

  private void takeAndAck(ServerMessage message) {
    isDrained = message instanceof ServerMessage.Drained;
    if (!isDrained) {
      take(message);
      socket.cast(new ClientMessage.Ack(message.sequence()));
    }
  }

  /** Reads until this message comes; says whether it has, or the socket is replaced. */
  boolean readsUntil(Buffer content) {
    while (!isOver && delivered().stream().noneMatch(letter -> letter.content.equals(content))) {
      socket.nextUnlessGone().ifPresentOrElse(this::take, this::replaced);
    }
    return !isOver;
  }

  private void readToTheEnd(CloseCode expected) {
    Pending last = pending.isEmpty() ? null : pending.get(pending.size() - 1);
    Optional<ServerMessage> message = socket.nextUnlessGone();
    while (message.isPresent()) {
      take(message.get());
      message = socket.nextUnlessGone();
    }
    int code = socket.closeCode();
    // The server need not come to a frame to see that it is too large, or come to it at all.
    boolean needsNoWord = (sentTooLarge && code == CloseCode.TOO_LARGE.code()) || mayBeReplaced();
    require(code == expected.code() || needsNoWord, "closed with " + code);
    require(
        needsNoWord || expected == CloseCode.NOT_BINARY || last.isAnswered(),
        "closed without a word");
    leave();
  }

  private void take(ServerMessage message) {
    if (message instanceof InboundMessage inbound) {
      nextOfServer(inbound);
      take(inbound);
    } else if (message instanceof PreKeysLow low) {
      nextOfServer(low);
      require(low.keysRequested() == 100, "asks for another number of keys");
      require(rules.registry.mayBeRegistered(owner.orElseThrow(), 0), "was never registered");
    } else {
      require(
          pending.stream().anyMatch(request -> request.takes(message)), "no answer: " + message);
    }
  }

  private void nextOfServer(ServerMessage request) {
    require(isLoggedIn, "nobody has logged in");
    lastOfServer++;
    require(request.sequence() == lastOfServer, "not the next sequence: " + request.sequence());
  }

  private void take(InboundMessage inbound) {
    List<Letter> letters = rules.post.find(owner.orElseThrow(), inbound.sealedMessage());
    require(!letters.isEmpty(), "nobody sent this to this Address");
    if (letters.size() == 1) {
      require(letters.get(0).delivered(), "a message came that was refused as stale");
      requireOrder(letters.get(0));
    }
    delivered.put(inbound.sequence(), letters);
    if (acked.contains(inbound.sequence())) {
      settle(letters);
    }
  }

  private void requireOrder(Letter letter) {
    if (letter.wishes.onlineOnly()) {
      return;
    }
    boolean isFirst = delivered.values().stream().noneMatch(letters -> letters.contains(letter));
    if (isFirst) {
      Integer before = lastOfSender.put(letter.sender, letter.number);
      require(before == null || before < letter.number, "an older message came after a newer one");
    }
  }

  /** All that was delivered here, however often. */
  List<Letter> delivered() {
    return delivered.values().stream().flatMap(List::stream).toList();
  }

  /** Drops the connection; what was asked may be done or not. */
  void leave() {
    if (!isOver) {
      isOver = true;
      ending = Optional.empty();
      pending.clear();
      owner.filter(address -> hasAckedAhead()).ifPresent(rules.post::settledUnseen);
      socket.kill();
    }
  }

  /** Whether it may have acked what was sent to it and not read here. */
  private boolean hasAckedAhead() {
    return acked.stream().anyMatch(sequence -> sequence > lastOfServer);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
