package org.messagingserver.tools.localcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(20)
class TcpProxyTest {
  private static final int END = -1;
  private static final int SHORT_MILLIS = 300;

  private Vertx vertx;
  private ServerSocket server;
  private TcpProxy tcpProxy;

  @BeforeEach
  void open(Vertx given) throws IOException, InterruptedException {
    vertx = given;
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    tcpProxy =
        Futures.await(TcpProxy.listen(vertx, "127.0.0.1", "127.0.0.1", server.getLocalPort()));
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    Futures.await(tcpProxy.close());
    server.close();
  }

  private Socket client() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), tcpProxy.port());
  }

  @Test
  void carriesBothWays() throws IOException {
    try (Socket client = client();
        Socket accepted = server.accept()) {
      client.getOutputStream().write(1);
      assertThat(accepted.getInputStream().read()).isEqualTo(1);
      accepted.getOutputStream().write(2);
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void passesOnWhenOneSideCloses() throws IOException {
    Socket client = client();
    try (Socket accepted = server.accept()) {
      client.close();
      assertThat(accepted.getInputStream().read()).isEqualTo(END);
    }
  }

  @Test
  void endsBothSidesWhereItDropsThem() throws IOException {
    try (Socket client = client();
        Socket accepted = server.accept()) {
      carried(client, accepted);

      assertThat(tcpProxy.drop(false)).isEqualTo(1);

      assertThat(client.getInputStream().read()).isEqualTo(END);
      assertThat(accepted.getInputStream().read()).isEqualTo(END);
    }
  }

  @Test
  void leavesTheFarSideWithoutAWordWhereItDropsThemSilently() throws IOException {
    try (Socket client = client();
        Socket accepted = server.accept()) {
      carried(client, accepted);

      assertThat(tcpProxy.drop(true)).isEqualTo(1);

      assertThat(client.getInputStream().read()).isEqualTo(END);
      accepted.setSoTimeout(SHORT_MILLIS);
      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      tcpProxy.closeHalfOpen();

      assertThat(accepted.getInputStream().read()).isEqualTo(END);
    }
  }

  @Test
  void closesEachConnectionWhileItIsBlocked() throws IOException {
    try (Socket client = client();
        Socket accepted = server.accept()) {
      carried(client, accepted);
      tcpProxy.block();

      assertThat(client.getInputStream().read()).isEqualTo(END);
      assertThat(accepted.getInputStream().read()).isEqualTo(END);
    }
    try (Socket client = client()) {
      assertThat(client.getInputStream().read()).isEqualTo(END);
    }

    tcpProxy.unblock();
    server.accept().close();

    try (Socket client = client();
        Socket accepted = server.accept()) {
      carried(client, accepted);
    }
  }

  @Test
  void showsATapEachDirectionOfAConnection() throws IOException, InterruptedException {
    List<Buffer> flows = new CopyOnWriteArrayList<>();
    TcpProxy tapped =
        Futures.await(
            TcpProxy.listen(
                vertx,
                "127.0.0.1",
                new NetClientOptions().setLocalAddress("127.0.0.2"),
                "127.0.0.1",
                server.getLocalPort(),
                () -> {
                  Buffer flow = Buffer.buffer();
                  flows.add(flow);
                  return flow::appendBuffer;
                }));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), tapped.port());
        Socket accepted = server.accept()) {
      assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo("127.0.0.2");
      carried(client, accepted);
      accepted.getOutputStream().write(2);
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    assertThat(flows).containsExactly(Buffer.buffer(new byte[] {1}), Buffer.buffer(new byte[] {2}));
    Futures.await(tapped.close());
  }

  private static void carried(Socket client, Socket accepted) throws IOException {
    client.getOutputStream().write(1);
    assertThat(accepted.getInputStream().read()).isEqualTo(1);
  }
}
