package org.messagingserver.session;

import static java.util.Map.entry;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
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
import org.messagingserver.protocol.ServerMessage;

/** The one table of requests: name, type, audience, handler. */
final class Routes {
  private static final Map<Class<? extends Request>, Route<?>> TABLE =
      Map.ofEntries(
          route("authResponse", AuthResponse.class, RequiredAuth.ANONYMOUS, Session::authenticate),
          route("register", Register.class, RequiredAuth.AUTHENTICATED, Session::register),
          route("unregister", Unregister.class, RequiredAuth.AUTHENTICATED, Session::unregister),
          route(
              "requestKeyStatus",
              RequestKeyStatus.class,
              RequiredAuth.AUTHENTICATED,
              Session::requestKeyStatus),
          route("setWakeup", SetWakeup.class, RequiredAuth.AUTHENTICATED, Session::setWakeup),
          route(
              "requestPreKeys",
              RequestPreKeys.class,
              RequiredAuth.ANONYMOUS,
              Session::requestPreKeys),
          route("outboundMessage", OutboundMessage.class, RequiredAuth.ANONYMOUS, Session::send),
          route("multiMessage", MultiMessage.class, RequiredAuth.ANONYMOUS, Session::send),
          route(
              "requestUpload", RequestUpload.class, RequiredAuth.ANONYMOUS, Session::requestUpload),
          route("invalid", InvalidRequest.class, RequiredAuth.ANYONE, Routes::refuse));

  private Routes() {}

  /** The answers to a request: completes with them, or fails with what {@link ErrorMapper} maps. */
  static Future<List<ServerMessage>> handle(Session session, SessionState state, Request request) {
    Route<?> route = TABLE.get(request.getClass());
    return route.requiredAuth().admits(state)
        ? route.handle(session, request)
        : Future.failedFuture(route.requiredAuth().refusal());
  }

  /** Every row. */
  static Collection<Route<?>> all() {
    return TABLE.values();
  }

  private static Future<List<ServerMessage>> refuse(
      Session session, InvalidRequest invalidRequest) {
    return Future.failedFuture(
        new RequestRefusedException(invalidRequest.error(), invalidRequest.description()));
  }

  private static <R extends Request> Map.Entry<Class<R>, Route<R>> route(
      String name,
      Class<R> type,
      RequiredAuth requiredAuth,
      BiFunction<Session, R, Future<List<ServerMessage>>> handler) {
    return entry(type, new Route<>(name, type, requiredAuth, handler));
  }

  /**
   * A row.
   *
   * @param name its payload's in {@code Messages.proto}, and its label in metrics
   */
  record Route<R extends Request>(
      String name,
      Class<R> type,
      RequiredAuth requiredAuth,
      BiFunction<Session, R, Future<List<ServerMessage>>> handler) {

    private Future<List<ServerMessage>> handle(Session session, Request request) {
      try {
        return handler.apply(session, type.cast(request));
      } catch (RuntimeException unforeseen) {
        return Future.failedFuture(unforeseen);
      }
    }
  }
}
