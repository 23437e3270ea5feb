package org.messagingserver.client;

import java.util.stream.Stream;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.Retry;

/**
 * How a socket ended.
 *
 * @param closeCode the server's code, see {@link CloseCode}, or {@value #ABNORMAL} if it sent none
 */
public record Disconnection(int closeCode) {
  /** The close code of a socket that ended without one: RFC 6455, section 7.1.5. */
  public static final int ABNORMAL = 1006;

  static final Disconnection WITHOUT_CODE = new Disconnection(ABNORMAL);

  /** Whether to reconnect; a code that this client does not know does not forbid it. */
  public Retry retry() {
    return Stream.of(CloseCode.values())
        .filter(known -> known.code() == closeCode)
        .map(CloseCode::retry)
        .findFirst()
        .orElse(Retry.LATER);
  }
}
