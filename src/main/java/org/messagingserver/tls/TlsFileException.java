package org.messagingserver.tls;

import java.util.List;

/** Files of TLS cannot be used; each problem is one line that names the key and the file. */
public final class TlsFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  TlsFileException(List<String> problems) {
    super(String.join("; ", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  TlsFileException(String problem) {
    this(List.of(problem));
  }

  /** At least one. */
  public List<String> problems() {
    return problems;
  }
}
