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
  private final int most;
  private final Map<Address, List<Member>> open = new ConcurrentHashMap<>();

  /**
   * @param close closes the socket, on its event loop
   */
  private record Member(Object socket, Runnable close) {}

  public ConnectionsPerAddress(SessionSettings settings) {
    this.most = settings.socketsPerAddress();
  }

  /**
   * A socket belongs to an Address from now on.
   *
   * @param close closes it, called from any thread
   */
  void join(Address address, Object socket, Runnable close) {
    List<Member> leaving = new ArrayList<>(1);
    open.compute(
        address,
        (same, before) -> {
          leaving.clear();
          List<Member> now = new ArrayList<>(before == null ? List.of() : before);
          if (now.size() >= most) {
            leaving.add(now.remove(0));
          }
          now.add(new Member(socket, close));
          return List.copyOf(now);
        });
    leaving.forEach(oldest -> oldest.close().run());
  }

  /** A socket is gone; nothing where it has made room already. */
  void leave(Address address, Object socket) {
    open.computeIfPresent(
        address,
        (same, before) -> {
          List<Member> now = before.stream().filter(member -> member.socket() != socket).toList();
          return now.isEmpty() ? null : now;
        });
  }
}
