package org.messagingserver.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.hazelcast.cluster.Address;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * The first bytes that members exchange, before anything else: a member that receives them sends
 * its own.
 */
final class MemberHandshake {
  private static final byte[] MEMBER = "HZC".getBytes(US_ASCII);
  private static final int CONNECT_MILLIS = 2000;

  /** More than a collection of garbage takes. */
  private static final int RESPONSE_MILLIS = 3000;

  private MemberHandshake() {}

  /** Whether somebody accepts a connection there and sends nothing. Blocks, for seconds then. */
  static boolean isSilent(Address address) {
    boolean connected = false;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(RESPONSE_MILLIS);
      socket.connect(address.getInetSocketAddress(), CONNECT_MILLIS);
      connected = true;
      socket.getOutputStream().write(MEMBER);
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException silence) {
      return connected;
    } catch (IOException refused) {
      return false;
    }
  }
}
