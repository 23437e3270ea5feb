package org.messagingserver.system.fuzz;

import java.util.Arrays;

/** The fuzzer's bytes, read one choice after the other. Any bytes are a script. */
final class Script {
  private final byte[] bytes;
  private int position;

  Script(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean goesOn() {
    return position < bytes.length;
  }

  /** The next byte; zero behind the end. */
  int next() {
    return goesOn() ? Byte.toUnsignedInt(bytes[position++]) : 0;
  }

  /** A number below this one; a digit stands for itself where it is low enough. */
  int choose(int many) {
    return Math.floorMod(next() - '0', many);
  }

  /** The next so many bytes, fewer at the end. */
  byte[] take(int most) {
    int end = Math.min(bytes.length, position + most);
    byte[] taken = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return taken;
  }
}
