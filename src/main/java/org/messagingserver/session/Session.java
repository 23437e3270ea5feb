package org.messagingserver.session;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.messagingserver.attachments.Attachments;
import org.messagingserver.attachments.UploadOffer;
import org.messagingserver.delivery.MailboxConsumer;
import org.messagingserver.delivery.MessageSink;
import org.messagingserver.delivery.SenderQuota;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.ClientMessage.RequestKeyStatus;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.ClientMessage.RequestUpload;
import org.messagingserver.protocol.ClientMessage.SetWakeup;
import org.messagingserver.protocol.ClientMessage.Unregister;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.ratelimit.ClientQuota;
import org.messagingserver.session.SessionMeters.RequestMeters;
import org.messagingserver.session.SessionState.Anonymous;
import org.messagingserver.session.SessionState.Authenticated;
import org.messagingserver.session.SessionState.Authenticating;
import org.messagingserver.session.SessionState.Closed;

/**
 * One socket's conversation: every request gets its answers, under its own sequence, and nobody is
 * taken for an Address whose key did not sign this connection's challenge. Runs on the socket's
 * event loop alone.
 */
public final class Session implements MessageSink {
  /** The answer to a client that has gone. */
  private static final Future<List<ServerMessage>> NOTHING = Future.succeededFuture(List.of());

  private final FrameSink frameSink;
  private final SessionContext sessionContext;
  private final ProtocolVersion version;
  private final RequestLimiter requestLimiter;
  private final ReadBackpressure readBackpressure;
  private final SenderQuota senderQuota;
  private final MultiMessageSender multiMessageSender;
  private final SerialRequestQueue largeAnswers;
  private final PreKeyRequests keys;
  private final WakeupRequests wakeupRequests;
  private final Context eventLoop;
  private SessionState state;
  private int lastSequence;
  private boolean hasRequested;
  private long firstRequestTimer;
  private Runnable onClose = () -> {};

  /**
   * @param clientQuota what the connection may ask
   * @param version what the client speaks
   */
  public Session(
      FrameSink frameSink,
      SessionContext sessionContext,
      ClientQuota clientQuota,
      ProtocolVersion version) {
    this.version = version;
    this.frameSink = frameSink;
    this.sessionContext = sessionContext;
    this.requestLimiter = new RequestLimiter(clientQuota, sessionContext.settings().fanOut());
    this.eventLoop = sessionContext.vertx().getOrCreateContext();
    this.readBackpressure =
        new ReadBackpressure(
            frameSink, sessionContext.pendingRegisters(), sessionContext.settings().maxPipelined());
    this.senderQuota =
        sessionContext
            .deliveryService()
            .senderQuota(this::updateBackpressure, requestLimiter::sourceOfTheDay);
    this.largeAnswers =
        new SerialRequestQueue(
            task -> eventLoop.runOnContext(tick -> task.run()),
            frameSink::isWritable,
            this::updateBackpressure);
    this.multiMessageSender =
        new MultiMessageSender(
            senderQuota, requestLimiter, sessionContext.meters().parts(), sessionContext.random());
    ChangeOrder changeOrder = new ChangeOrder();
    this.wakeupRequests = new WakeupRequests(sessionContext, requestLimiter, changeOrder);
    this.keys =
        new PreKeyRequests(
            sessionContext, requestLimiter, largeAnswers, frameSink, changeOrder, wakeupRequests);
    this.state = new Anonymous(Nonce.fresh(sessionContext.random()));
    sessionContext.meters().opened(state);
  }

  private void transitionTo(SessionState next) {
    sessionContext.meters().transitioned(state, next);
    state = next;
  }

  /** The socket is open: sends the challenge. */
  public void opened() {
    if (state instanceof Anonymous anonymous) {
      reply(
          new ServerMessage.AuthChallenge(
              nextSequence(), anonymous.challenge(), Optional.of(sessionContext.serverInfo())));
    }
    long timeout = sessionContext.settings().firstRequestTimeout().toMillis();
    firstRequestTimer = sessionContext.vertx().setTimer(timeout, timer -> closeUnlessRequested());
  }

  private void closeUnlessRequested() {
    if (!hasRequested) {
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
      ClientMessage message = ClientMessageCodec.decode(frame, requestLimiter.maxFields(), version);
      if (message instanceof Request request) {
        handle(request, bytes);
      } else {
        handle(message);
        countIgnoredFrame(bytes);
      }
    } catch (UndecodableFrameException e) {
      requestLimiter.countMalformed(bytes);
      reply(new ServerMessage.Failure(0, ErrorName.INVALID_MESSAGE.text(), e.getMessage()));
      close(CloseCode.NO_MESSAGE);
    }
  }

  private void handle(ClientMessage answer) {
    if (answer instanceof ClientMessage.Ack ack && state instanceof Authenticated authenticated) {
      authenticated.mailboxConsumer().acked(ack.sequence());
    }
  }

  /** A frame of this size without a request has arrived: it counts nevertheless. */
  public void countIgnoredFrame(int bytes) {
    if (!(state instanceof Closed) && !requestLimiter.admitsFrame(bytes)) {
      close(CloseCode.POLICY);
    }
  }

  private void handle(Request request, int bytes) {
    hasRequested |= !(request instanceof InvalidRequest);
    long held = readBackpressure.requestStarted(request, bytes);
    int sequence = request.sequence();
    Class<? extends Request> type = request.getClass();
    Future<List<ServerMessage>> outcome =
        requestLimiter
            .refusal(bytes)
            .<Future<List<ServerMessage>>>map(Future::failedFuture)
            .orElseGet(() -> dispatch(request));
    atTick(request, outcome).onComplete(answer -> answer(sequence, type, held, answer));
    updateBackpressure();
  }

  /** Answers a message that cannot be sent no earlier than one that was sent. */
  private Future<List<ServerMessage>> atTick(Request request, Future<List<ServerMessage>> outcome) {
    boolean sends = request instanceof OutboundMessage || request instanceof MultiMessage;
    return sends && outcome.failed() ? senderQuota.atTick(outcome) : outcome;
  }

  /** An exception, or an Error, is a failure like any other: the request is answered. */
  private Future<List<ServerMessage>> dispatch(Request request) {
    try {
      return Routes.handle(this, state, request);
    } catch (Throwable failure) {
      return Future.failedFuture(failure);
    }
  }

  /** Holds nothing of the request: its content is the Dispatcher's to count. */
  private void answer(
      int sequence,
      Class<? extends Request> type,
      long held,
      AsyncResult<List<ServerMessage>> answer) {
    RequestMeters meters = sessionContext.meters().requestMeters(type);
    readBackpressure.requestAnswered(type, held);
    if (answer.succeeded()) {
      meters.ok();
      answer.result().forEach(this::reply);
    } else {
      RequestRefusedException refused = ErrorMapper.of(answer.cause());
      meters.refused(refused.error());
      reply(new ServerMessage.Failure(sequence, refused.error().text(), refused.getMessage()));
      if (type == AuthResponse.class && state instanceof Authenticating) {
        requestLimiter.loginFailed(refused.error());
        close(refused.error() == ErrorName.UNAVAILABLE ? CloseCode.TRY_LATER : CloseCode.POLICY);
      } else if (!requestLimiter.mayContinueAfter(refused.error()) && isOpen()) {
        close(CloseCode.POLICY);
      }
    }
    updateBackpressure();
  }

  Future<List<ServerMessage>> authenticate(AuthResponse response) {
    requestLimiter.admitLogin();
    Nonce challenge = ((Anonymous) state).challenge();
    transitionTo(((Anonymous) state).authenticating());
    requestLimiter.admit(response);
    return sessionContext
        .loginTurns()
        .run(this::isOpen, () -> logIn(challenge, response))
        .recover(refused -> isOpen() ? Future.failedFuture(refused) : NOTHING);
  }

  private Future<List<ServerMessage>> logIn(Nonce challenge, AuthResponse response) {
    return LoginCheck.check(challenge, sessionContext.settings().serverNames(), response, version)
        .compose(
            login -> {
              MailboxConsumer consumer = openConsumer(login.address());
              return sessionContext
                  .deliveryService()
                  .open(consumer)
                  .map(open -> completeLogin(response, login, open));
            });
  }

  /**
   * From now on it counts as a socket of the Address, though its MailboxConsumer has yet to open.
   */
  private MailboxConsumer openConsumer(Address claimed) {
    MailboxConsumer consumer = sessionContext.deliveryService().consumer(claimed, this);
    sessionContext.connectionsPerAddress().add(claimed, this, this::evict);
    onClose =
        () -> {
          sessionContext.connectionsPerAddress().remove(claimed, this);
          sessionContext.deliveryService().close(consumer);
        };
    return consumer;
  }

  /** The Ack goes out before the first message does. */
  private List<ServerMessage> completeLogin(
      AuthResponse response, Login login, MailboxConsumer mailboxConsumer) {
    Address address = login.address();
    PreKeysLowNotifier preKeysLowNotifier =
        PreKeysLowNotifier.of(sessionContext, address, this::source, this::sendPreKeysLow);
    transitionTo(
        ((Authenticating) state).authenticated(address, mailboxConsumer, preKeysLowNotifier));
    reply(new ServerMessage.Ack(response.sequence()));
    mailboxConsumer.start(login.reportDrained());
    preKeysLowNotifier.loggedIn();
    return List.of();
  }

  /** Another socket of the Address logs in, perhaps on another event loop. */
  private void evict() {
    eventLoop.runOnContext(tick -> close(CloseCode.POLICY));
  }

  private void sendPreKeysLow() {
    int request = sessionContext.preKeySettings().request();
    reply(new ServerMessage.PreKeysLow(nextSequence(), request));
  }

  Future<List<ServerMessage>> register(Register register) {
    MailboxConsumer consumer = ((Authenticated) state).mailboxConsumer();
    return keys.register(authenticatedAddress(), consumer, register);
  }

  Future<List<ServerMessage>> unregister(Unregister unregister) {
    MailboxConsumer consumer = ((Authenticated) state).mailboxConsumer();
    return keys.unregister(authenticatedAddress(), unregister)
        .onSuccess(committed -> consumer.unregistered());
  }

  Future<List<ServerMessage>> requestKeyStatus(RequestKeyStatus request) {
    return keys.status(authenticatedAddress(), request);
  }

  Future<List<ServerMessage>> setWakeup(SetWakeup request) {
    return wakeupRequests.set(authenticatedAddress(), request);
  }

  private Address authenticatedAddress() {
    return ((Authenticated) state).address();
  }

  Future<List<ServerMessage>> requestPreKeys(RequestPreKeys request) {
    return keys.fetch(request);
  }

  Future<List<ServerMessage>> send(OutboundMessage message) {
    requestLimiter.admit(message);
    int sequence = message.sequence();
    return senderQuota
        .send(
            message.to(),
            message.sealedMessage(),
            message.handling(),
            message.registrationId(),
            message.deliveryToken())
        .map(committedOrAcked -> List.of(new ServerMessage.Ack(sequence)));
  }

  Future<List<ServerMessage>> send(MultiMessage message) {
    return multiMessageSender.send(message);
  }

  Future<List<ServerMessage>> requestUpload(RequestUpload request) {
    Attachments attachments = sessionContext.attachments();
    requestLimiter.admit(request, attachments.maxBytes());
    return attachments
        .offer(request.bytes(), requestLimiter.sourceOfTheDay())
        .map(offer -> List.of(new ServerMessage.Upload(request.sequence(), links(offer))));
  }

  private static UploadLinks links(UploadOffer offer) {
    return new UploadLinks(
        offer.putUrl(),
        offer.putHeaders(),
        offer.getUrl(),
        offer.putExpiresAt(),
        offer.keptUntil());
  }

  @Override
  public int deliver(Buffer message) {
    int sequence = nextSequence();
    reply(new ServerMessage.InboundMessage(sequence, message));
    return sequence;
  }

  @Override
  public boolean isWritable() {
    return frameSink.isWritable();
  }

  @Override
  public long source() {
    return requestLimiter.source();
  }

  @Override
  public boolean isOpen() {
    return !(state instanceof Closed);
  }

  @Override
  public void probe(int unackedBytes) {
    frameSink.probe(unackedBytes);
  }

  @Override
  public void drained() {
    if (state instanceof Authenticated) {
      reply(new ServerMessage.Drained(nextSequence()));
    }
  }

  @Override
  public void keysLow() {
    if (state instanceof Authenticated authenticated) {
      authenticated.preKeysLowNotifier().keyTaken();
    }
  }

  @Override
  public void replaced() {
    close(CloseCode.POLICY);
  }

  /** The client may have fallen behind with its frames, or have caught up. */
  public void writabilityChanged() {
    if (state instanceof Authenticated authenticated) {
      authenticated.mailboxConsumer().writable();
    }
    largeAnswers.runNext();
    updateBackpressure();
  }

  /** An authenticated client sends nothing to others; its Acks make room. */
  private void updateBackpressure() {
    if (!(state instanceof Closed)) {
      boolean senderHasRoom = state instanceof Authenticated || senderQuota.hasRoom();
      readBackpressure.update(state, senderHasRoom && !largeAnswers.isWaiting());
    }
  }

  private void reply(ServerMessage message) {
    frameSink.send(ServerMessageCodec.encode(message, version));
  }

  private int nextSequence() {
    return ++lastSequence;
  }

  /** Reads no more requests; what has been read is still answered. */
  public void stopReading() {
    readBackpressure.stop();
    updateBackpressure();
  }

  /** Ends the conversation from this side; what was not begun stays unanswered. */
  public void close(CloseCode code) {
    if (!(state instanceof Closed)) {
      sessionContext.meters().closing(code);
    }
    frameSink.close(code);
    closed();
  }

  /** The socket is gone. Its messages are finished nevertheless. */
  public void closed() {
    if (state instanceof Authenticated authenticated) {
      authenticated.preKeysLowNotifier().stop();
    }
    onClose.run();
    transitionTo(new Closed());
    sessionContext.vertx().cancelTimer(firstRequestTimer);
    largeAnswers.close();
    senderQuota.close();
  }
}
