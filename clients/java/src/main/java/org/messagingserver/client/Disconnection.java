package org.messagingserver.client;

import java.util.stream.Stream;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.Retry;

/** How a socket ended. */
public final class Disconnection {
  /** The close code of a socket that ended without one: RFC 6455, section 7.1.5. */
  public static final int ABNORMAL = 1006;

  static final Disconnection WITHOUT_CODE = new Disconnection(ABNORMAL);

  private final int closeCode;

  /**
   * One with these parts.
   *
   * @param closeCode the server's code, see {@link CloseCode}, or {@value #ABNORMAL} if it sent
   *     none
   */
  public Disconnection(int closeCode) {
    this.closeCode = closeCode;
  }

  /** The server's code, see {@link CloseCode}, or {@value #ABNORMAL} if it sent none. */
  public int closeCode() {
    return closeCode;
  }

  /** Whether to reconnect; a code that this client does not know does not forbid it. */
  public Retry retry() {
    return Stream.of(CloseCode.values())
        .filter(known -> known.code() == closeCode)
        .map(CloseCode::retry)
        .findFirst()
        .orElse(Retry.LATER);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Disconnection && closeCode == ((Disconnection) other).closeCode;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(closeCode);
  }

  @Override
  public String toString() {
    return "Disconnection[closeCode=" + closeCode + "]";
  }
}
