package org.messagingserver.tools.localcluster;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clock of processes, which can jump while they run. Their monotonic clock is the real
 * one. Needs the library of {@code tools/fake-clock}, preloaded into this process: its children
 * inherit that, and this clock unless they have their own.
 */
public final class FakeClock {
  private static final String LIBRARY = "libfakeclock";
  private static final String FILE_VARIABLE = "FAKE_CLOCK";
  private static final Duration TRIAL = Duration.ofHours(1);

  private final Path file;

  private FakeClock(Path file) {
    this.file = file;
  }

  /** The clock of this process; none without the library. */
  public static Optional<FakeClock> ofThisProcess() {
    return System.getenv().getOrDefault("LD_PRELOAD", "").contains(LIBRARY)
        ? Optional.ofNullable(System.getenv(FILE_VARIABLE)).map(Path::of).map(FakeClock::new)
        : Optional.empty();
  }

  /** A new clock that is right. */
  static FakeClock create(Path file) {
    FakeClock clock = new FakeClock(file);
    clock.set(Duration.ZERO);
    return clock;
  }

  /** Sets it ahead of the real time, or behind; processes see that at once. */
  public void set(Duration ahead) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        channel
            .map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .putLong(ahead.toSeconds());
      }
    } catch (IOException e) {
      throw new NodesException(file + ": the fake clock cannot be set");
    }
  }

  /** Whether this process sees it jump; afterwards it is right again. */
  public boolean works() {
    long before = System.currentTimeMillis();
    set(TRIAL);
    long after = System.currentTimeMillis();
    set(Duration.ZERO);
    return after - before >= TRIAL.toMillis();
  }

  /** Variables of processes for which this clock replaces that of their parent. */
  Map<String, String> environment() {
    return Map.of(FILE_VARIABLE, file.toString());
  }
}
