/**
 * The reference client, for app developers, the smoke test, tests and benchmarks.
 *
 * <p>Start at {@link org.messagingserver.client.MessagingClient}. It opens the two kinds of
 * connection that the protocol knows, never both on one socket: an {@link
 * org.messagingserver.client.AnonymousConnection} fetches other users' keys and sends, an {@link
 * org.messagingserver.client.AuthenticatedConnection} registers keys and receives. Both reconnect
 * by themselves.
 *
 * <pre>{@code
 * var client = MessagingClient.create(transport, ClientOptions.of(URI.create("wss://example.org/api")));
 *
 * var receiver = client.authenticated(identity, DeviceId.of(1), preKeys, message -> store(message));
 * receiver.connect().thenCompose(connected -> receiver.register(100));
 *
 * var sender = client.anonymous();
 * sender.connect();
 * sender.preKeys(friend, Set.of()).thenCompose(bundles -> sender.send(address, seal(bundles)));
 * }</pre>
 *
 * <p>An app that keeps a {@link org.messagingserver.client.DeviceDirectory} gives it to the
 * anonymous connection, which then finds out which devices of recipients are new or were
 * reinstalled:
 *
 * <pre>{@code
 * var sender = client.anonymous(devices);
 * sender.connect();
 * sender.checkDevices(friend).thenCompose(done -> sender.send(address, seal(address), options));
 * }</pre>
 *
 * <p>The network is behind a {@link org.messagingserver.client.Transport}, threads are behind a
 * {@link org.messagingserver.client.Scheduler}, and the user's key is behind a {@link
 * org.messagingserver.client.Signer}. Each connection runs on one scheduler. Callers' handlers and
 * callbacks run there too, and must not block it. Methods may be called from any thread. Nothing in
 * this package encrypts messages: the bytes that are sent are the bytes that arrive.
 */
package org.messagingserver.client;
