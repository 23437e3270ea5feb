package org.messagingserver.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory that Linux keeps for sockets outside of all processes, in bytes, for both ends together if
 * both are on this machine.
 *
 * @param buffers what TCP counts as buffers of sockets
 * @param objects objects of the kernel that it cannot reclaim, among them the sockets
 */
record KernelMemory(long buffers, long objects) {
  private static final long PAGE = 4096;
  private static final Pattern TCP = Pattern.compile("(?m)^TCP:.* mem (\\d+)");
  private static final Pattern UNRECLAIMABLE = Pattern.compile("(?m)^SUnreclaim:\\s+(\\d+) kB");

  /** The memory now. */
  static KernelMemory read() throws IOException {
    return parse(
        Files.readString(Path.of("/proc/net/sockstat")),
        Files.readString(Path.of("/proc/meminfo")));
  }

  static KernelMemory parse(String sockstat, String meminfo) {
    return new KernelMemory(number(TCP, sockstat) * PAGE, number(UNRECLAIMABLE, meminfo) * 1024);
  }

  private static long number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("this Linux does not count the memory of sockets");
    }
    return Long.parseLong(found.group(1));
  }
}
