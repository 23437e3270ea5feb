package org.messagingserver.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.messagingserver.protocol.Address;

/**
 * The sockets of this node that have proven their Address, whether they are logged in yet or not:
 * {@code http.socketsPerAddress} of each at most. The oldest makes room for a new one, since a
 * client that connects again may have left one behind that is not known to be dead yet. May be used
 * from any thread.
 */
public final class ConnectionsPerAddress {
  private final int maxPerAddress;
  private final Map<Address, List<Member>> open = new ConcurrentHashMap<>();

  /**
   * @param close closes the socket, on its event loop
   */
  private record Member(Object socket, Runnable close) {}

  public ConnectionsPerAddress(SessionSettings settings) {
    this.maxPerAddress = settings.socketsPerAddress();
  }

  /**
   * A socket belongs to an Address from now on.
   *
   * @param close closes it, called from any thread
   */
  void add(Address address, Object socket, Runnable close) {
    List<Member> evicted = new ArrayList<>(1);
    open.compute(
        address,
        (same, before) -> {
          evicted.clear();
          List<Member> now = new ArrayList<>(before == null ? List.of() : before);
          if (now.size() >= maxPerAddress) {
            evicted.add(now.remove(0));
          }
          now.add(new Member(socket, close));
          return List.copyOf(now);
        });
    evicted.forEach(oldest -> oldest.close().run());
  }

  /** A socket is gone; nothing where it has made room already. */
  void remove(Address address, Object socket) {
    open.computeIfPresent(
        address,
        (same, before) -> {
          List<Member> now = before.stream().filter(member -> member.socket() != socket).toList();
          return now.isEmpty() ? null : now;
        });
  }
}
