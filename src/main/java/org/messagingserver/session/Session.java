package org.messagingserver.session;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.messagingserver.delivery.Inbox;
import org.messagingserver.delivery.OutboxShare;
import org.messagingserver.delivery.Receiver;
import org.messagingserver.identity.Address;
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
  private final Peer peer;
  private final Services services;
  private final Intake intake;
  private final OutboxShare outbox;
  private final KeyRequests keys;
  private SessionState state;
  private int lastSequence;
  private boolean hasAsked;
  private long greetingTimer;

  public Session(Peer peer, Services services) {
    this.peer = peer;
    this.services = services;
    this.intake = new Intake(peer, services.settings().maxPipelined());
    this.outbox = services.deliveries().sender(this::decideIntake);
    this.keys = new KeyRequests(services.preKeys(), services.deliveries());
    this.state = new Anonymous(Nonce.fresh(services.random()));
  }

  /** The socket is open: sends the challenge. */
  public void opened() {
    if (state instanceof Anonymous anonymous) {
      reply(new ServerMessage.AuthChallenge(nextSequence(), anonymous.challenge()));
    }
    long patience = services.settings().greeting().toMillis();
    greetingTimer = services.vertx().setTimer(patience, timer -> closeUnlessAsked());
  }

  private void closeUnlessAsked() {
    if (!hasAsked) {
      close(CloseCode.POLICY);
    }
  }

  /** A frame has come. */
  public void received(Buffer frame) {
    if (state instanceof Closed) {
      return;
    }
    try {
      ClientMessage message = ClientMessages.decode(frame);
      if (message instanceof Request request) {
        handle(request);
      } else if (message instanceof ClientMessage.Ack ack
          && state instanceof Authenticated authenticated) {
        authenticated.inbox().acked(ack.sequence());
      }
    } catch (UndecodableFrameException e) {
      reply(new ServerMessage.Failure(0, ErrorName.INVALID_MESSAGE.text(), e.getMessage()));
      close(CloseCode.NO_MESSAGE);
    }
  }

  private void handle(Request request) {
    hasAsked |= !(request instanceof Refused);
    intake.began();
    int sequence = request.sequence();
    boolean isLogin = request instanceof AuthResponse;
    Routes.handle(this, state, request).onComplete(answer -> answer(sequence, isLogin, answer));
    decideIntake();
  }

  /** Holds nothing of the request: its content is the Outbox's to count. */
  private void answer(int sequence, boolean isLogin, AsyncResult<List<ServerMessage>> answer) {
    intake.answered();
    if (answer.succeeded()) {
      answer.result().forEach(this::reply);
    } else {
      RequestRefusedException refused = Refusals.of(answer.cause());
      reply(new ServerMessage.Failure(sequence, refused.error().text(), refused.getMessage()));
      if (isLogin && state instanceof Authenticating) {
        close(refused.error() == ErrorName.UNAVAILABLE ? CloseCode.TRY_LATER : CloseCode.POLICY);
      }
    }
    decideIntake();
  }

  Future<List<ServerMessage>> authenticate(AuthResponse response) {
    Nonce challenge = ((Anonymous) state).challenge();
    state = ((Anonymous) state).authenticating();
    return LoginCheck.check(challenge, response)
        .compose(
            claimed ->
                services
                    .deliveries()
                    .open(claimed, this)
                    .map(inbox -> bind(response, claimed, inbox)));
  }

  /** The Ack goes out before the first message does. */
  private List<ServerMessage> bind(AuthResponse response, Address address, Inbox inbox) {
    if (!(state instanceof Authenticating authenticating)) {
      services.deliveries().close(inbox);
      return List.of();
    }
    LowKeysNotice lowKeys =
        new LowKeysNotice(
            services.vertx(),
            services.preKeySettings().noticePause().toMillis(),
            () -> services.preKeys().isLow(address),
            this::tellKeysLow);
    state = authenticating.authenticated(address, inbox, lowKeys);
    reply(new ServerMessage.Ack(response.sequence()));
    inbox.begin();
    lowKeys.consider();
    return List.of();
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
    return keys.take(request);
  }

  Future<List<ServerMessage>> send(OutboundMessage message) {
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
  public void keysLow() {
    if (state instanceof Authenticated authenticated) {
      authenticated.lowKeys().consider();
    }
  }

  /** The client may have fallen behind with what it was sent, or have caught up. */
  public void paceChanged() {
    if (state instanceof Authenticated authenticated) {
      authenticated.inbox().writable();
    }
    decideIntake();
  }

  /** Who is authenticated sends nothing to others; its Acks are what makes room. */
  private void decideIntake() {
    if (!(state instanceof Closed)) {
      intake.decide(state, state instanceof Authenticated || outbox.hasRoom());
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
    closed();
    peer.close(code);
  }

  /** The socket is gone. What it sent is finished all the same. */
  public void closed() {
    if (state instanceof Authenticated authenticated) {
      authenticated.lowKeys().stop();
      services.deliveries().close(authenticated.inbox());
    }
    state = new Closed();
    services.vertx().cancelTimer(greetingTimer);
    outbox.close();
  }
}
