package org.messagingserver.postgres;

/** A {@code postgres.uri} that cannot be used. Shows no part of it: there is a password in it. */
final class UriException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final String SHAPE = "postgresql://user:password@host:port/database";

  private final String found;
  private final String allowed;

  /**
   * @param found what is wrong, as in "found …"
   * @param allowed what may stand there
   */
  UriException(String found, String allowed) {
    super(found, null, false, false);
    this.found = found;
    this.allowed = allowed;
  }

  static UriException noUri() {
    return new UriException("a text that is none", SHAPE);
  }

  String found() {
    return found;
  }

  String allowed() {
    return allowed;
  }
}
