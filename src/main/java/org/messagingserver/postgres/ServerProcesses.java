package org.messagingserver.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The live processes of one data directory, known by their program and by the directory that they
 * run in. A process number alone says nothing: it may have gone to somebody else.
 */
final class ServerProcesses {
  /** Behind the process number, the directory and the time of the start. */
  private static final int PORT_LINE = 3;

  private final Path dataDirectory;

  /**
   * @param dataDirectory absolute and without symbolic links
   */
  ServerProcesses(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** The state of a process, as far as it can be determined. */
  enum ProcessState {
    /** It runs, and is of this directory. */
    ALIVE,
    /** It has ended, and its number is free or another's. */
    ENDED,
    /** The system did not say. */
    UNKNOWN
  }

  /** Checks by means that take no file descriptor, since there may be none left. */
  ProcessState stateOf(long pid) {
    try {
      boolean ours =
          Files.readSymbolicLink(of(pid, "cwd")).equals(dataDirectory) && isPostgres(pid);
      return ours ? ProcessState.ALIVE : ProcessState.ENDED;
    } catch (NoSuchFileException | AccessDeniedException none) {
      return Files.exists(Path.of("/proc/self")) ? ProcessState.ENDED : ProcessState.UNKNOWN;
    } catch (IOException unclear) {
      return ProcessState.UNKNOWN;
    }
  }

  /** Fails where processes cannot be looked for, since no file descriptor is left. */
  void requireProcAccess() throws IOException {
    try (InputStream self = Files.newInputStream(Path.of("/proc/self/stat"))) {
      self.read();
    }
  }

  /** The postmaster and whatever it left behind. */
  List<ProcessHandle> alive() {
    return ProcessHandle.allProcesses().filter(this::isOurs).toList();
  }

  /** The process that wrote the file of the postmaster, alive and still the same. */
  Optional<ProcessHandle> postmaster() throws IOException {
    return recorded().filter(this::isOurs);
  }

  /**
   * Forgets a postmaster whose number has gone to a process of somebody else's, which would keep
   * the next one from starting.
   */
  void deleteStalePidFile() throws IOException {
    if (recorded().isPresent() && postmaster().isEmpty()) {
      Files.deleteIfExists(file());
    }
  }

  /** The live process of the number in the first line; a standalone server's is negative. */
  private Optional<ProcessHandle> recorded() throws IOException {
    if (!Files.exists(file())) {
      return Optional.empty();
    }
    return Files.readString(file())
        .lines()
        .findFirst()
        .map(String::strip)
        .filter(line -> line.matches("-?\\d{1,10}"))
        .flatMap(line -> ProcessHandle.of(Math.abs(Long.parseLong(line))));
  }

  /** The port that the postmaster wrote into its file; empty where it has not got that far. */
  Optional<Integer> port() throws IOException {
    return Files.exists(file())
        ? Files.readString(file())
            .lines()
            .skip(PORT_LINE)
            .findFirst()
            .map(String::strip)
            .filter(line -> line.matches("\\d{1,5}"))
            .map(Integer::valueOf)
        : Optional.empty();
  }

  private boolean isOurs(ProcessHandle process) {
    return stateOf(process.pid()) == ProcessState.ALIVE;
  }

  private static boolean isPostgres(long pid) throws IOException {
    return Files.readSymbolicLink(of(pid, "exe")).toString().matches(".*/postgres( .*)?");
  }

  private static Path of(long pid, String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  private Path file() {
    return dataDirectory.resolve("postmaster.pid");
  }
}
