package org.messagingserver.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The live processes of one data directory, known by their program and by the directory that they
 * run in. A process number alone says nothing: it may have gone to somebody else.
 */
final class ServerProcesses {
  private final Path cluster;

  /**
   * @param cluster absolute and without symbolic links
   */
  ServerProcesses(Path cluster) {
    this.cluster = cluster;
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
  void forgetStranger() throws IOException {
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

  private boolean isOurs(ProcessHandle process) {
    return process.isAlive() && runsHere(process.pid()) && isPostgres(process);
  }

  private boolean runsHere(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).equals(cluster);
    } catch (IOException goneOrNotOurs) {
      return false;
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(path -> path.matches(".*/postgres( .*)?")).isPresent();
  }

  private Path file() {
    return cluster.resolve("postmaster.pid");
  }
}
