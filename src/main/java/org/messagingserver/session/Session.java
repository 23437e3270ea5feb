package org.messagingserver.session;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.messagingserver.delivery.Inbox;
import org.messagingserver.delivery.OutboxShare;
import org.messagingserver.delivery.Receiver;
import org.messagingserver.identity.Address;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.session.SessionMeters.RequestMeters;
import org.messagingserver.session.SessionState.Anonymous;
import org.messagingserver.session.SessionState.Authenticated;
import org.messagingserver.session.SessionState.Authenticating;
import org.messagingserver.session.SessionState.Closed;
import org.messagingserver.wire.ClientMessage;
import org.messagingserver.wire.ClientMessage.AuthResponse;
import org.messagingserver.wire.ClientMessage.OutboundMessage;
import org.messagingserver.wire.ClientMessage.Refused;
import org.messagingserver.wire.ClientMessage.Register;
import org.messagingserver.wire.ClientMessage.Request;
import org.messagingserver.wire.ClientMessage.RequestPreKeys;
import org.messagingserver.wire.ClientMessage.Unregister;
import org.messagingserver.wire.ClientMessages;
import org.messagingserver.wire.CloseCode;
import org.messagingserver.wire.ErrorName;
import org.messagingserver.wire.Nonce;
import org.messagingserver.wire.ServerMessage;
import org.messagingserver.wire.ServerMessages;
import org.messagingserver.wire.UndecodableFrameException;

/**
 * One socket's conversation: every request gets its answers, under its own sequence, and nobody is
 * taken for an Address whose key did not sign this connection's challenge. Runs on the socket's
 * event loop alone.
 */
public final class Session implements Receiver {
  /** The answer to a client that has gone. */
  private static final Future<List<ServerMessage>> NOTHING = Future.succeededFuture(List.of());

  private final Peer peer;
  private final Services services;
  private final Turnstile turnstile;
  private final Intake intake;
  private final OutboxShare outbox;
  private final SingleFile largeAnswers;
  private final KeyRequests keys;
  private final Context loop;
  private SessionState state;
  private int lastSequence;
  private boolean hasAsked;
  private long greetingTimer;
  private Runnable leave = () -> {};

  /**
   * @param clientQuota what the connection may ask
   */
  public Session(Peer peer, Services services, ClientQuota clientQuota) {
    this.peer = peer;
    this.services = services;
    this.turnstile = new Turnstile(clientQuota);
    this.loop = services.vertx().getOrCreateContext();
    this.intake = new Intake(peer, services.pendingRegisters(), services.settings().maxPipelined());
    this.outbox = services.deliveries().sender(this::decideIntake);
    this.largeAnswers =
        new SingleFile(
            task -> loop.runOnContext(turn -> task.run()), peer::isWritable, this::decideIntake);
    this.keys = new KeyRequests(services, turnstile, largeAnswers, peer);
    this.state = new Anonymous(Nonce.fresh(services.random()));
    services.meters().opened(state);
  }

  private void become(SessionState next) {
    services.meters().became(state, next);
    state = next;
  }

  /** The socket is open: sends the challenge. */
  public void opened() {
    if (state instanceof Anonymous anonymous) {
      reply(new ServerMessage.AuthChallenge(nextSequence(), anonymous.challenge()));
    }
    long patience = services.settings().firstRequestTimeout().toMillis();
    greetingTimer = services.vertx().setTimer(patience, timer -> closeUnlessAsked());
  }

  private void closeUnlessAsked() {
    if (!hasAsked) {
      close(CloseCode.POLICY);
    }
  }

  /**
   * A message has come.
   *
   * @param bytes of it that were not counted yet, as fragments
   */
  public void received(Buffer frame, int bytes) {
    if (state instanceof Closed) {
      return;
    }
    try {
      ClientMessage message = ClientMessages.decode(frame, turnstile.mostFields());
      if (message instanceof Request request) {
        handle(request, bytes);
      } else {
        handle(message);
        overheard(bytes);
      }
    } catch (UndecodableFrameException e) {
      turnstile.malformed(bytes);
      reply(new ServerMessage.Failure(0, ErrorName.INVALID_MESSAGE.text(), e.getMessage()));
      close(CloseCode.NO_MESSAGE);
    }
  }

  private void handle(ClientMessage answer) {
    if (answer instanceof ClientMessage.Ack ack && state instanceof Authenticated authenticated) {
      authenticated.inbox().acked(ack.sequence());
    }
  }

  /** A frame of this size without a request has arrived: it counts nevertheless. */
  public void overheard(int bytes) {
    if (!(state instanceof Closed) && !turnstile.admitsFrame(bytes)) {
      close(CloseCode.POLICY);
    }
  }

  private void handle(Request request, int bytes) {
    hasAsked |= !(request instanceof Refused);
    long held = intake.began(request, bytes);
    int sequence = request.sequence();
    Class<? extends Request> type = request.getClass();
    turnstile
        .refusal(bytes)
        .<Future<List<ServerMessage>>>map(Future::failedFuture)
        .orElseGet(() -> attempt(request))
        .onComplete(answer -> answer(sequence, type, held, answer));
    decideIntake();
  }

  /** An exception, or an Error, is a failure like any other: the request is answered. */
  private Future<List<ServerMessage>> attempt(Request request) {
    try {
      return Routes.handle(this, state, request);
    } catch (Throwable failure) {
      return Future.failedFuture(failure);
    }
  }

  /** Holds nothing of the request: its content is the Outbox's to count. */
  private void answer(
      int sequence,
      Class<? extends Request> type,
      long held,
      AsyncResult<List<ServerMessage>> answer) {
    RequestMeters meters = services.meters().answers(type);
    intake.answered(type, held);
    if (answer.succeeded()) {
      meters.ok();
      answer.result().forEach(this::reply);
    } else {
      RequestRefusedException refused = Refusals.of(answer.cause());
      meters.refused(refused.error());
      reply(new ServerMessage.Failure(sequence, refused.error().text(), refused.getMessage()));
      if (type == AuthResponse.class && state instanceof Authenticating) {
        turnstile.loginFailed(refused.error());
        close(refused.error() == ErrorName.UNAVAILABLE ? CloseCode.TRY_LATER : CloseCode.POLICY);
      } else if (!turnstile.mayGoOnAfter(refused.error())) {
        close(CloseCode.POLICY);
      }
    }
    decideIntake();
  }

  Future<List<ServerMessage>> authenticate(AuthResponse response) {
    turnstile.admitLogin();
    Nonce challenge = ((Anonymous) state).challenge();
    become(((Anonymous) state).authenticating());
    turnstile.admit(response);
    return LoginCheck.check(challenge, response)
        .compose(
            claimed -> {
              Inbox own = enter(claimed);
              return services.deliveries().open(own).map(open -> bind(response, claimed, open));
            })
        .recover(refused -> isThere() ? Future.failedFuture(refused) : NOTHING);
  }

  /** From now on it counts as a socket of the Address, though its Inbox has yet to open. */
  private Inbox enter(Address claimed) {
    Inbox own = services.deliveries().inbox(claimed, this);
    services.siblings().join(claimed, this, this::makeRoom);
    leave =
        () -> {
          services.siblings().leave(claimed, this);
          services.deliveries().close(own);
        };
    return own;
  }

  /** The Ack goes out before the first message does. */
  private List<ServerMessage> bind(AuthResponse response, Address address, Inbox inbox) {
    LowKeysNotice lowKeys = LowKeysNotice.of(services, address, this::source, this::tellKeysLow);
    become(((Authenticating) state).authenticated(address, inbox, lowKeys));
    reply(new ServerMessage.Ack(response.sequence()));
    inbox.begin();
    lowKeys.loggedIn();
    return List.of();
  }

  /** Another socket of the Address logs in, perhaps on another event loop. */
  private void makeRoom() {
    loop.runOnContext(turn -> close(CloseCode.POLICY));
  }

  private void tellKeysLow() {
    int request = services.preKeySettings().request();
    reply(new ServerMessage.PreKeysLow(nextSequence(), request));
  }

  Future<List<ServerMessage>> register(Register register) {
    return keys.register(authenticatedAddress(), register);
  }

  Future<List<ServerMessage>> unregister(Unregister unregister) {
    Inbox own = ((Authenticated) state).inbox();
    return keys.unregister(authenticatedAddress(), unregister)
        .onSuccess(committed -> own.unregistered());
  }

  private Address authenticatedAddress() {
    return ((Authenticated) state).address();
  }

  Future<List<ServerMessage>> requestPreKeys(RequestPreKeys request) {
    return keys.fetch(request);
  }

  Future<List<ServerMessage>> send(OutboundMessage message) {
    turnstile.admit(message);
    int sequence = message.sequence();
    return outbox
        .send(message.to(), message.sealedMessage())
        .map(safe -> List.of(new ServerMessage.Ack(sequence)));
  }

  @Override
  public int deliver(Buffer message) {
    int sequence = nextSequence();
    reply(new ServerMessage.InboundMessage(sequence, message));
    return sequence;
  }

  @Override
  public boolean isWritable() {
    return peer.isWritable();
  }

  @Override
  public long source() {
    return turnstile.source();
  }

  @Override
  public boolean isThere() {
    return !(state instanceof Closed);
  }

  @Override
  public void keysLow() {
    if (state instanceof Authenticated authenticated) {
      authenticated.lowKeys().keyTaken();
    }
  }

  /** The client may have fallen behind with its frames, or have caught up. */
  public void paceChanged() {
    if (state instanceof Authenticated authenticated) {
      authenticated.inbox().writable();
    }
    largeAnswers.goOn();
    decideIntake();
  }

  /** An authenticated client sends nothing to others; its Acks make room. */
  private void decideIntake() {
    if (!(state instanceof Closed)) {
      boolean outboxHasRoom = state instanceof Authenticated || outbox.hasRoom();
      intake.decide(state, outboxHasRoom && !largeAnswers.isWaiting());
    }
  }

  private void reply(ServerMessage message) {
    peer.send(ServerMessages.encode(message));
  }

  private int nextSequence() {
    return ++lastSequence;
  }

  /** Reads no more requests; what has been read is still answered. */
  public void stopReading() {
    intake.stop();
    decideIntake();
  }

  /** Ends the conversation from this side. */
  public void close(CloseCode code) {
    if (!(state instanceof Closed)) {
      services.meters().closing(code);
    }
    closed();
    peer.close(code);
  }

  /** The socket is gone. Its messages are finished nevertheless. */
  public void closed() {
    if (state instanceof Authenticated authenticated) {
      authenticated.lowKeys().stop();
    }
    leave.run();
    become(new Closed());
    services.vertx().cancelTimer(greetingTimer);
    largeAnswers.close();
    outbox.close();
  }
}
