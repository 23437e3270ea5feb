/**
 * The protocol: messages to and from frames ({@link org.messagingserver.protocol.ClientMessage},
 * {@link org.messagingserver.protocol.ServerMessage}), users and devices ({@link
 * org.messagingserver.protocol.Address}), error names and close codes. The only package that uses
 * the generated protobuf classes; server and clients speak through it.
 */
package org.messagingserver.protocol;
