package org.messagingserver.client.attachments;

import java.time.Duration;
import java.util.Map;
import org.messagingserver.client.Scheduler;

/**
 * Makes HTTP requests. A library of HTTP is a transfer's only way to the network.
 *
 * <p>A request reveals nothing but itself: each has a connection that nothing else uses, and no
 * cookies, credentials or caches. Redirects are answers like others, and bodies are handed over as
 * they are on the wire.
 */
public interface HttpTransport {

  /**
   * Begins a request.
   *
   * @param connectTimeout for the connection; the caller bounds all other times, and cancels
   * @param scheduler runs this call and all calls of the listener, of which none is made within
   *     this call, or within one of the exchange
   */
  Exchange begin(
      HttpRequest request, Duration connectTimeout, Scheduler scheduler, Listener listener);

  /** One request and its answer. Only the scheduler calls it. */
  interface Exchange {
    /**
     * Writes the next part of the request's body, which must not be modified any more. The caller
     * bounds how many bytes have not been {@link Listener#written}.
     */
    void write(byte[] part);

    /** Delivers nothing of the answer until {@link #resume()}, and reads a bounded part of it. */
    void pause();

    /** Delivers again. */
    void resume();

    /** Closes the connection. The listener is not called any more. */
    void cancel();
  }

  /** Events of an exchange, of which {@link #ended} or {@link #failed} is the last. */
  interface Listener {
    /** The network has taken so many more bytes of the request's body. */
    void written(int bytes);

    /**
     * The head of the answer has arrived, perhaps before the request has ended.
     *
     * @param headers by lower-case names
     */
    void answered(int status, Map<String, String> headers);

    /** A part of the answer's body has arrived; it belongs to the listener. */
    void received(byte[] part);

    /** The answer has come to its end. */
    void ended();

    /** The connection was not opened, or has broken. */
    void failed(Throwable why);
  }
}
