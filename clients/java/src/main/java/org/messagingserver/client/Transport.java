package org.messagingserver.client;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Opens WebSockets. A library of WebSockets is a client's only way to the network. */
public interface Transport {

  /**
   * Begins to open a WebSocket, with the subprotocol of {@link ClientOptions#version()} if it has
   * one. A server that does not agree to it is not connected to. An attempt ends after {@link
   * ClientTimeouts#request()}.
   *
   * <p>Unless it is paused, a socket that is silent for two or three intervals of {@link
   * ClientTimeouts#ping()}, and leaves a ping unanswered, counts as closed.
   *
   * @param scheduler runs this call and all calls of the listener, of which none is made before
   *     this method returns
   */
  WebSocket open(URI server, ClientOptions options, Scheduler scheduler, Listener listener);

  /** One WebSocket. Only the scheduler calls it. */
  interface WebSocket {
    /** Writes a binary message, or discards it if the socket is not open any more. */
    void send(byte[] frame);

    /** Whether to wait for {@link Listener#drained()} before more is sent. */
    boolean isFull();

    /** Delivers nothing until {@link #resume()}; what has arrived in the meantime is bounded. */
    void pause();

    /** Delivers again. */
    void resume();

    /**
     * Closes the socket with code 1000. The listener is not called any more.
     *
     * @return a future that completes when the socket is closed, in a few seconds at most
     */
    CompletableFuture<Void> close();
  }

  /**
   * Events of a socket: {@link #opened}, any number of others, then {@link #closed}; or {@link
   * #failed} alone.
   */
  interface Listener {
    /** The socket is open. */
    void opened();

    /** A binary message has arrived; it belongs to the listener. */
    void received(byte[] frame);

    /** There is room again after {@link WebSocket#isFull()}. */
    void drained();

    /**
     * The socket was closed.
     *
     * @param code as the server sent it, or {@link Disconnection#ABNORMAL}
     */
    void closed(int code);

    /** The socket was never opened. */
    void failed(ConnectFailedException why);
  }
}
