package org.messagingserver.socket;

import io.netty.buffer.ByteBuf;

/** Finds the end of the one HTTP request that a connection has. */
final class RequestHead {
  private static final int NOT_YET = -1;

  private boolean begun;
  private boolean lineIsEmpty = true;

  /** Where the bytes behind the request begin, or -1 where it goes on. */
  int end(ByteBuf in) {
    for (int at = in.readerIndex(); at < in.writerIndex(); at++) {
      if (endsWith(in.getByte(at))) {
        return at + 1;
      }
    }
    return NOT_YET;
  }

  /** Empty lines before the request are none of it. */
  private boolean endsWith(byte next) {
    if (next == '\n') {
      boolean ends = begun && lineIsEmpty;
      lineIsEmpty = true;
      return ends;
    }
    if (next != '\r') {
      begun |= next > ' ';
      lineIsEmpty = false;
    }
    return false;
  }
}
