/**
 * Messages over a socket: {@link org.messagingserver.wire.ClientMessage} and {@link
 * org.messagingserver.wire.ServerMessage} to and from frames, and the closed tables of error names
 * and close codes. The only package that touches the generated protobuf classes; server and
 * reference client both speak through it.
 */
package org.messagingserver.wire;
