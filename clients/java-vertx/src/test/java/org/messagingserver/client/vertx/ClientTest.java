package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ClientTimeouts;
import org.messagingserver.client.DeliveryToken;
import org.messagingserver.client.Identity;
import org.messagingserver.client.MessagePart;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage.MultiMessage.Part;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.DeviceId;

/** A server to script, and options quick enough for a test. */
@ParameterizedClass
@EnumSource
@ExtendWith(VertxExtension.class)
abstract class ClientTest {
  static final ClientTimeouts QUICK =
      ClientTimeouts.DEFAULT
          .withBackoff(Duration.ofMillis(5), Duration.ofMillis(40))
          .withPreKeyQuiet(Duration.ofMillis(100));

  static final Address FRIEND = new Address(Identity.generate().userId(), DeviceId.of(1));
  static final Address OTHER = new Address(Identity.generate().userId(), DeviceId.of(1));

  @Parameter ClientTransport transport;
  private final OkHttpClient http = new OkHttpClient();
  Vertx vertx;
  ScriptedServer server;

  @BeforeEach
  void startServer(Vertx given) {
    vertx = given;
    server = new ScriptedServer(vertx);
  }

  @AfterEach
  void end() {
    ClientTransport.end(http);
  }

  ClientOptions options() {
    return ClientOptions.of(server.uri()).withTimeouts(QUICK);
  }

  MessagingClient client(ClientOptions options) {
    return transport.client(vertx, http, options);
  }

  /** The same part in the types of the client. */
  static MessagePart part(Part part) {
    return new MessagePart(
        part.to(),
        part.head().getBytes(),
        part.registrationId(),
        part.deliveryToken().map(token -> DeliveryToken.of(token.value().getBytes())));
  }

  static List<MessagePart> parts(List<Part> parts) {
    return parts.stream().map(ClientTest::part).toList();
  }

  AnonymousConnection anonymous(ClientOptions options) {
    AnonymousConnection connection = client(options).anonymous();
    connection.connect();
    return connection;
  }

  AuthenticatedConnection authenticated(ClientOptions options, MessageHandler handler) {
    return client(options)
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
