package org.messagingserver.session;

import io.vertx.core.buffer.Buffer;
import org.messagingserver.protocol.CloseCode;

/** The socket's side of a Session. Calls after it has closed do nothing. */
public interface FrameSink {

  /** Sends one frame. */
  void send(Buffer frame);

  /** Whether the client keeps up with outgoing frames; the Session is notified of changes. */
  boolean isWritable();

  /** Whether the node may hold another large answer for a client that has not read it. */
  boolean hasRoomForAnswer();

  /** Says whether the socket is to be read, and if not why. */
  void setReadState(ReadState readState);

  /**
   * Pings the client at once, and closes the socket unless something comes from it soon; nothing
   * new while that is under way.
   *
   * @param bytesBefore what it has been sent and may still be receiving, at most
   */
  void probe(int bytesBefore);

  /** Closes the socket behind what has been sent. */
  void close(CloseCode code);

  /** Whether a socket is read. */
  enum ReadState {
    /** It is. */
    ON,
    /** Not until the server has caught up; its client is not to blame and may be silent. */
    SERVER_BUSY,
    /** Not until the client reads what it was sent. */
    CLIENT_SLOW
  }
}
