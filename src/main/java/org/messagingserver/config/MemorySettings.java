package org.messagingserver.config;

/**
 * How much memory a node gives to what waits: for clients to read, for recipients to ack, for the
 * database to store. Each kind of waiting has a fixed share, and the shares add up to the whole.
 *
 * @param maxBytes of the node
 * @param eventLoops that divide the shares of messages among them
 */
public record MemorySettings(long maxBytes, int eventLoops) {
  private static final long MIN_BYTES = 16 << 20;

  /** The shares, in fortieths. */
  private static final int WHOLE = 40;

  private static final int UNSENT = 16;
  private static final int PENDING = 10;
  private static final int UNFINISHED = 5;
  private static final int READ_AHEAD = 5;
  private static final int REGISTRATIONS = 4;

  public MemorySettings {
    ConfigException.check(
        ConfigError.unless(
            maxBytes >= MIN_BYTES, "memory.maxBytes", maxBytes, MIN_BYTES + " or more"));
  }

  /** Reads {@code memory.*}; gives the default where what stands there is refused. */
  public static MemorySettings read(ConfigSection root) {
    int eventLoops =
        root.section("http").integer("eventLoops", Runtime.getRuntime().availableProcessors());
    long usual = fiveEighthsOfHeap();
    ConfigSection memory = root.section("memory");
    long maxBytes = memory.whole("maxBytes", usual);
    MemorySettings read = memory.build(() -> new MemorySettings(maxBytes, eventLoops));
    return read == null ? new MemorySettings(usual, eventLoops) : read;
  }

  /** Two fifths of it, what is unsent, is outside the heap. */
  private static long fiveEighthsOfHeap() {
    return Math.max(MIN_BYTES, Runtime.getRuntime().maxMemory() / 8 * 5);
  }

  /** The bound of bytes that sockets have not taken yet. */
  public long unsentBytes() {
    return share(UNSENT);
  }

  /** The bound of bytes that unanswered registrations hold. */
  public long registrationBytes() {
    return share(REGISTRATIONS);
  }

  /**
   * The bound of bytes of messages that are neither acked nor committed yet, for one event loop.
   */
  public long pendingBytes() {
    return share(PENDING) / loops();
  }

  /** Messages that are still coming in, of one event loop. */
  public long unfinishedBytes() {
    return share(UNFINISHED) / loops();
  }

  /** The bound of bytes read from the database and not delivered yet, for one event loop. */
  public long readAheadBytes() {
    return share(READ_AHEAD) / loops();
  }

  private long share(int fortieths) {
    return maxBytes / WHOLE * fortieths;
  }

  /** A number of them that is refused elsewhere divides nothing here. */
  private int loops() {
    return Math.max(1, eventLoops);
  }
}
