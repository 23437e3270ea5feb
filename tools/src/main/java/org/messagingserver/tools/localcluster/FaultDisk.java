package org.messagingserver.tools.localcluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A mounted disk that loses what was not synced when its power is cut, and fails on command: the
 * program {@code tools/fault-fs}, which this class starts and talks to. It unmounts itself whenever
 * this process ends. Needs {@code /dev/fuse}. Its methods block.
 */
public final class FaultDisk {
  private static final long UNMOUNT_SECONDS = 20;
  private static final String DONE = "ok ";

  private final Path mountPoint;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private FaultDisk(Path mountPoint, Process process) {
    this.mountPoint = mountPoint;
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** The program, which {@code bin/chaos} builds beside the jar of the tools. */
  public static Path program() {
    return ClusterSpec.toolsJar().resolveSibling("fault-fs").resolve("fault-fs");
  }

  /**
   * Mounts a disk.
   *
   * @param directory for its files and its mount point
   * @param seed of what a power cut leaves
   * @throws NodesException if it cannot be mounted
   */
  public static FaultDisk mount(Path program, Path directory, long seed) {
    try {
      Path mountPoint = Files.createDirectories(directory.resolve("disk"));
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "--seed",
                  Long.toString(seed),
                  directory.resolve("below").toString(),
                  mountPoint.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      FaultDisk disk = new FaultDisk(mountPoint, process);
      disk.answer();
      return disk;
    } catch (IOException e) {
      throw new NodesException(program + " cannot be run; bin/chaos builds it");
    }
  }

  /** Where its files are. */
  public Path mountPoint() {
    return mountPoint;
  }

  /**
   * Cuts the power: what was not synced is lost, and everything fails until {@link #powerOn}.
   *
   * @param keep probability that a page survives that was not synced
   * @param torn whether only the begin of the last write survives
   * @return what was lost, for the log
   */
  public String powerOff(double keep, boolean torn) {
    return command(String.format(Locale.ROOT, "power-off %.2f%s", keep, torn ? " torn" : ""));
  }

  /** Files that are opened from now on can be read and written; earlier ones stay broken. */
  public void powerOn() {
    command("power-on");
  }

  /** From now on the disk is full for files with this part in their paths. */
  public void fillUp(String part) {
    command("fail write 1 ENOSPC " + Integer.MAX_VALUE + " " + part);
  }

  /** The next fsync of a file with this part in its path fails. */
  public void failSync(String part) {
    command("fail fsync 1 EIO 1 " + part);
  }

  /** Ends {@link #fillUp} and {@link #failSync}. */
  public void heal() {
    command("heal");
  }

  private synchronized String command(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
      return answer();
    } catch (IOException e) {
      throw new NodesException("the disk has ended");
    }
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null || !line.startsWith(DONE)) {
      throw new NodesException("the disk failed" + (line == null ? "" : ": " + line));
    }
    return line.substring(DONE.length());
  }

  /** Unmounts it. Its files remain. */
  public void close() throws InterruptedException {
    try {
      commands.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!process.waitFor(UNMOUNT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new NodesException("the disk could not be unmounted");
    }
  }
}
