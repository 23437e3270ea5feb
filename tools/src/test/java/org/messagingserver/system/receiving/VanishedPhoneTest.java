package org.messagingserver.system.receiving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Awaits.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ServerMessage.InboundMessage;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.TestServer;
import org.messagingserver.tools.localcluster.TcpProxy;

/** A phone that left the network without a word counts as absent within seconds. */
@ExtendWith(VertxExtension.class)
class VanishedPhoneTest {
  private static final String AUTHENTICATED = "messaging_connections{state=\"authenticated\"}";
  private static final String SILENT = "messaging_connections_probed_total{outcome=\"silent\"}";

  @Test
  void isClosedSoonAfterItsFirstUnackedMessage(Vertx vertx) {
    JsonObject hourly = new JsonObject().put("pingSeconds", 3600);
    JsonObject noKeys = new JsonObject().put("low", 0);
    try (TestServer server =
        TestServer.start(new JsonObject().put("http", hourly).put("preKeys", noKeys))) {
      TcpProxy line =
          await(TcpProxy.listen(vertx, "127.0.0.1", "127.0.0.1", server.uri().getPort()));
      Identity bob = Identity.generate();
      RawSocket phone =
          RawSocket.open(vertx, URI.create("ws://127.0.0.1:" + line.port() + "/api"))
              .logIn(bob, 1)
              .must(Requests.register(1, "signed"));
      RawSocket sender = RawSocket.open(server);
      int first = Mail.send(sender, bob, "seen and not acked");
      InboundMessage unacked = phone.nextInbound();

      line.drop(true);
      Mail.awaitAck(sender, first);
      Mail.deliver(sender, bob, "never seen");

      Mail.until(() -> Scrape.of(server).value(AUTHENTICATED) == 0);
      assertThat(Scrape.of(server).value(SILENT)).isOne();
      RawSocket next = RawSocket.open(server).logIn(bob, 1);
      assertThat(Mail.take(next, 2)).containsExactly(Mail.text(unacked), "never seen");
      await(line.close());
    }
  }
}
