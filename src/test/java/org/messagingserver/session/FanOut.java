package org.messagingserver.session;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.messagingserver.delivery.SenderQuota;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ServerMessage.MultiResult;
import org.messagingserver.ratelimit.ClientQuota;

/** Sends MultiMessages as a Session does, for tests of other packages. */
public final class FanOut {
  private static final SessionMeters METERS = new SessionMeters(new CompositeMeterRegistry());
  private static final FanOutSettings SETTINGS = new FanOutSettings(256, 1 << 20);

  private final Set<Address> overLimit = new HashSet<>();
  private final MultiMessageSender multiMessageSender;

  public FanOut(SenderQuota senderQuota, Random random) {
    this.multiMessageSender =
        new MultiMessageSender(
            senderQuota, new RequestLimiter(quota(), SETTINGS), METERS.parts(), random);
  }

  /**
   * Sends all parts.
   *
   * @param refused recipients that may get nothing more from this connection just now
   */
  public Future<MultiResult> send(MultiMessage message, Set<Address> refused) {
    overLimit.clear();
    overLimit.addAll(refused);
    return multiMessageSender.send(message).map(answers -> (MultiResult) answers.get(0));
  }

  private ClientQuota quota() {
    return (ClientQuota)
        Proxy.newProxyInstance(
            FanOut.class.getClassLoader(),
            new Class<?>[] {ClientQuota.class},
            (proxy, method, arguments) -> answer(method, arguments));
  }

  private Object answer(Method method, Object[] arguments) throws ReflectiveOperationException {
    return method.getName().equals("message") && overLimit.contains(arguments[0])
        ? 1
        : method.invoke(ClientQuota.UNLIMITED, arguments);
  }
}
