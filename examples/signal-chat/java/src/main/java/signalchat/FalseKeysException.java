package signalchat;

/** The server has handed out keys that are not those of the device that it names. */
final class FalseKeysException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FalseKeysException(Exception cause) {
    super("the server handed out keys that this user has not signed for this device", cause);
  }
}
