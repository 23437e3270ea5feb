package org.messagingserver.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Makes sockets that connect to one address, whatever address the JDBC driver has looked up for the
 * name of the host: it would try the first one alone. Public for that driver, which makes it.
 */
public final class FixedAddressSocketFactory extends SocketFactory {
  private final String address;

  /**
   * @param address in digits
   */
  public FixedAddressSocketFactory(String address) {
    this.address = address;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress asked, int timeout) throws IOException {
        super.connect(of(((InetSocketAddress) asked).getPort()), timeout);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    Socket socket = createSocket();
    socket.connect(of(port));
    return socket;
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(address, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(address, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(address, port);
  }

  private InetSocketAddress of(int port) {
    return new InetSocketAddress(address, port);
  }
}
