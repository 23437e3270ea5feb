/**
 * Files that are too large for a message: encrypted here, kept by the server, and named in a sealed
 * message by a link.
 *
 * <pre>{@code
 * var attachments = Attachments.create(transport, ClientOptions.of(URI.create("wss://example.org/api")));
 *
 * attachments.upload(Path.of("picture.jpg")).thenAccept(uploaded -> sendInMessage(uploaded.link()));
 * attachments.download(link, file, maxBytes);
 * }</pre>
 *
 * <p>The network is behind an {@link org.messagingserver.client.attachments.HttpTransport}. A
 * transfer runs on one {@link org.messagingserver.client.Scheduler}.
 */
package org.messagingserver.client.attachments;
