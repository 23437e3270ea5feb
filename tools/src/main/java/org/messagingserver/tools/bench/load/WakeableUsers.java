package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Base64;
import java.util.stream.IntStream;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.Identity;
import org.messagingserver.client.WakeupSubscription;
import org.messagingserver.client.vertx.AnonymousConnection;
import org.messagingserver.client.vertx.AuthenticatedConnection;
import org.messagingserver.client.vertx.MessagingClient;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.tools.localcluster.NoPreKeys;

/** Creates users who are offline and ask to be woken, each with a message that waits. */
public final class WakeableUsers {
  private static final DeviceId DEVICE = DeviceId.of(1);
  private static final byte[] AUTH = new byte[16];

  /** Source: RFC 8291, section 5. */
  private static final byte[] PUBLIC_KEY =
      Base64.getUrlDecoder()
          .decode(
              "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");

  private WakeableUsers() {}

  /** Creates so many, one after the other. Blocks. */
  public static void create(
      EventLoops eventLoops, URI server, int count, SilentPushServices pushServices) {
    MessagingClient client = MessagingClient.create(eventLoops.vertx(), ClientOptions.of(server));
    AnonymousConnection sender = client.anonymous();
    Await.result(sender.connect());
    IntStream.range(0, count)
        .forEach(number -> Await.result(create(client, sender, pushServices.endpoint(number))));
    Await.result(sender.close());
  }

  private static Future<Void> create(
      MessagingClient client, AnonymousConnection sender, String endpoint) {
    Identity identity = Identity.generate();
    AuthenticatedConnection device =
        client.authenticated(
            identity, DEVICE, new NoPreKeys(), message -> Future.succeededFuture());
    return device
        .connect()
        .compose(connected -> device.register(0))
        .compose(registered -> device.wakeupKey())
        .compose(
            key ->
                device.setWakeup(
                    new WakeupSubscription(endpoint, PUBLIC_KEY, AUTH, 0, key.getBytes())))
        .compose(set -> device.close())
        .compose(
            closed ->
                sender.send(new Address(identity.userId(), DEVICE), Buffer.buffer("wake up")));
  }
}
