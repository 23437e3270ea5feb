/**
 * Files that are too large for a message: encrypted here, kept by the server, and named in a sealed
 * message by a link.
 *
 * <pre>{@code
 * var attachments = Attachments.create(vertx, ClientOptions.of(URI.create("wss://example.org/api")));
 *
 * attachments.upload(Path.of("picture.jpg")).onSuccess(uploaded -> sendInMessage(uploaded.link()));
 * attachments.download(link, file);
 * }</pre>
 */
package org.messagingserver.client.attachments;
