package org.messagingserver.webpush;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.messagingserver.encryption.VapidKey;
import org.messagingserver.tls.TlsFileException;

/**
 * Pushes empty messages to subscriptions, each once, within {@link PushBudgets}, and never to an
 * address that is not public: a host is resolved once, and the very address that was judged is
 * connected to. For one event loop.
 */
public final class PushClient {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final PushSettings settings;
  private final Map<Integer, VapidKey> keys;
  private final HostResolver resolver;
  private final PushBudgets budgets;
  private final PushConnections connections;

  /** Resolving blocks, and encryption takes a millisecond. */
  private final WorkerExecutor worker;

  private int underWay;

  PushClient(Vertx vertx, PushSettings settings, List<VapidKey> keys, HostResolver resolver) {
    this.settings = settings;
    this.keys = keys.stream().collect(Collectors.toMap(VapidKey::id, Function.identity()));
    this.resolver = resolver;
    this.budgets = new PushBudgets(settings);
    this.connections = new PushConnections(vertx, settings);
    this.worker =
        vertx.createSharedWorkerExecutor("wakeups", PushBudgets.THREADS, 1, TimeUnit.MINUTES);
  }

  /**
   * Opens one. Blocks.
   *
   * @param keys that sign; a subscription to another is {@link PushResult.Unreachable}
   * @throws TlsFileException where {@code wakeups.ca} holds no authority
   */
  public static PushClient open(Vertx vertx, PushSettings settings, List<VapidKey> keys) {
    return new PushClient(vertx, settings, keys, InetAddress::getAllByName);
  }

  /** How many more pushes may be under way. */
  public int free() {
    return settings.concurrent() - underWay;
  }

  /** Pushes once, unless a budget says that it must wait; never fails. */
  public Future<PushResult> push(PushSubscription subscription) {
    PushBudgets.Target host = budgets.target(subscription.host());
    boolean proven = host.isProven();
    Optional<Duration> wait = free() > 0 ? host.begin() : Optional.of(SOON);
    if (wait.isPresent()) {
      return Future.succeededFuture(new PushResult.NotNow(wait.get()));
    }
    underWay++;
    return attempt(subscription, host)
        .otherwise(new PushResult.Unreachable())
        .onSuccess(host::learn)
        .onComplete(
            done -> {
              underWay--;
              host.end(proven);
            });
  }

  private Future<PushResult> attempt(PushSubscription subscription, PushBudgets.Target host) {
    VapidKey key = keys.get(VapidKey.idOf(subscription.serverKey()));
    return key == null
        ? Future.succeededFuture(new PushResult.Unreachable())
        : worker
            .executeBlocking(() -> address(subscription.host()), false)
            .compose(address -> attempt(subscription, key, address, host.isProven()));
  }

  private Future<PushResult> attempt(
      PushSubscription subscription, VapidKey key, InetAddress address, boolean keepOpen) {
    PushBudgets.Target network = budgets.target(network(address));
    Optional<Duration> wait = network.take();
    return wait.isPresent()
        ? Future.succeededFuture(new PushResult.NotNow(wait.get()))
        : worker
            .executeBlocking(
                () -> SealedPush.of(subscription, key, settings.subject().orElseThrow()), false)
            .compose(push -> connections.post(subscription, address, push, keepOpen))
            .onSuccess(network::learn);
  }

  /** One of the public addresses, by chance. */
  private InetAddress address(String host) throws UnknownHostException {
    List<InetAddress> addresses = Arrays.asList(resolver.resolve(host));
    Collections.shuffle(addresses);
    return addresses.stream()
        .filter(address -> settings.allowPrivateAddresses() || PublicAddresses.contain(address))
        .findFirst()
        .orElseThrow(() -> new UnknownHostException("no public address"));
  }

  /** The prefix that one operator usually has: 24 bits in IPv4, 48 in IPv6. */
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return "network " + HexFormat.of().formatHex(bytes, 0, bytes.length == 4 ? 3 : 6);
  }

  /** Ends what is under way. */
  public Future<Void> close() {
    return Future.join(connections.close(), worker.close()).mapEmpty();
  }
}
