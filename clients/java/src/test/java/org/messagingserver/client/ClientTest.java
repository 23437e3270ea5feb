package org.messagingserver.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.DeviceId;

/** A server to script, and options quick enough for a test. */
@ExtendWith(VertxExtension.class)
abstract class ClientTest {
  static final ClientTimeouts QUICK =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(5), Duration.ofMillis(40))
          .withPreKeyQuiet(Duration.ofMillis(100));

  static final Address FRIEND = new Address(Identity.generate().userId(), DeviceId.of(1));
  static final Address OTHER = new Address(Identity.generate().userId(), DeviceId.of(1));

  Vertx vertx;
  ScriptedServer server;

  @BeforeEach
  void startServer(Vertx given) {
    vertx = given;
    server = new ScriptedServer(vertx);
  }

  ClientOptions options() {
    return ClientOptions.of(server.uri()).withTimeouts(QUICK);
  }

  AnonymousConnection anonymous(ClientOptions options) {
    AnonymousConnection connection = MessagingClient.create(vertx, options).anonymous();
    connection.connect();
    return connection;
  }

  AuthenticatedConnection authenticated(ClientOptions options, MessageHandler handler) {
    return MessagingClient.create(vertx, options)
        .authenticated(Identity.generate(), DeviceId.of(7), new CountingKeys(), handler);
  }

  static List<Future<Void>> sendAll(AnonymousConnection connection, Address to, String... texts) {
    return List.of(texts).stream().map(text -> connection.send(to, Buffer.buffer(text))).toList();
  }

  static String[] numbered(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
  }

  static List<String> texts(List<OutboundMessage> sends) {
    return sends.stream().map(send -> send.sealedMessage().toString()).toList();
  }
}
