package org.messagingserver.socket;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Set;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.tls.TlsPair;

/** Vert.x' options for the settings. */
final class ServerOptions {
  /** How long a client may take to answer a close. */
  static final int CLOSING_SECONDS = 5;

  private static final int MAX_TLS_SECONDS = 10;
  private static final int LINE_BYTES = 4096;
  private static final int HEADER_BYTES = 8192;

  /**
   * Pieces of a body. In smaller ones, an upload takes more of its event loop; of larger ones,
   * Vert.x holds more while the disk is slow, as it keeps up to eight for each paused request.
   */
  private static final int CHUNK_BYTES = 16 << 10;

  /**
   * A connection that takes nothing for so many ping intervals is cut off, whatever waits to be
   * sent to it: an orderly close would wait behind that forever.
   */
  static final int SILENT_WRITES = 3;

  /** To Vert.x a negative port is a free one that all instances of a verticle share. */
  private static final int FREE_PORT = -1;

  private ServerOptions() {}

  static HttpServerOptions of(HttpSettings settings) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port() == 0 ? FREE_PORT : settings.port())
            .setMaxWebSocketFrameSize(settings.maxFrameBytes())
            .setMaxWebSocketMessageSize(settings.maxFrameBytes())
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setWebSocketClosingTimeout(CLOSING_SECONDS)
            .setWriteIdleTimeout(SILENT_WRITES * Math.toIntExact(settings.ping().toSeconds()))
            .setMaxInitialLineLength(LINE_BYTES)
            .setMaxHeaderSize(HEADER_BYTES)
            .setMaxChunkSize(CHUNK_BYTES)
            .setHttp2ClearTextEnabled(false)
            .setUseAlpn(false)
            // Else each connection has a queue for what other threads write, 4 KB even when empty.
            .setStrictThreadMode(true);
    ProtocolVersion.V2.subprotocol().ifPresent(options::addWebSocketSubProtocol);
    settings
        .tls()
        .ifPresent(
            tls ->
                options
                    .setSsl(true)
                    .setSslHandshakeTimeout(tlsSeconds(settings))
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                    .setKeyCertOptions(pem(tls)));
    return options;
  }

  /** A client that is slower has no use for the rest. */
  private static long tlsSeconds(HttpSettings settings) {
    return Math.min(MAX_TLS_SECONDS, settings.firstRequestTimeout().toSeconds());
  }

  static ServerSSLOptions ssl(HttpSettings settings, TlsPair pair) {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(pair.options());
    options.setSslHandshakeTimeout(tlsSeconds(settings));
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    return options;
  }

  private static PemKeyCertOptions pem(HttpSettings.Tls tls) {
    return new PemKeyCertOptions().setKeyPath(tls.key()).setCertPath(tls.cert());
  }
}
