package org.messagingserver.postgres;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One connection through a {@link PostgresProxy}, message by message. */
final class ProxiedConnection {
  private static final byte PARSE = 'P';
  private static final byte BIND = 'B';
  private static final byte EXECUTE = 'E';
  private static final byte READY_FOR_QUERY = 'Z';

  private final PostgresProxy proxy;
  private final Socket client;
  private final Socket server;
  private final Map<String, String> sqlOfName = new ConcurrentHashMap<>();
  private String bound = "";
  private volatile boolean losing;
  private volatile boolean holding;

  /** What becomes of a statement. */
  enum Fate {
    PASS,
    LOSE,
    LOSE_ANSWER,
    HOLD_ANSWER
  }

  ProxiedConnection(PostgresProxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  /** The first message of a connection has no type. */
  void carryStatements() {
    try (DataInputStream in = in(client);
        OutputStream out = PostgresProxy.buffered(server)) {
      write(out, null, body(in));
      out.flush();
      while (true) {
        byte type = in.readByte();
        byte[] body = body(in);
        if (fate(type, body) == Fate.LOSE) {
          break;
        }
        if (type == EXECUTE) {
          proxy.holdBack(bound);
        }
        proxy.statements().pass();
        write(out, type, body);
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException broken) {
      // Both sides are closed below.
    } finally {
      close();
    }
  }

  private Fate fate(byte type, byte[] body) {
    if (type == PARSE) {
      String name = text(body, 0);
      sqlOfName.put(name, text(body, name.length() + 1));
    } else if (type == BIND) {
      bound = sqlOfName.getOrDefault(text(body, text(body, 0).length() + 1), "");
    } else if (type == EXECUTE) {
      Fate fate = proxy.fateOf(bound);
      losing |= fate == Fate.LOSE_ANSWER;
      holding |= fate == Fate.HOLD_ANSWER;
      return fate;
    }
    return Fate.PASS;
  }

  /** Ready for the next query means that this one is committed. */
  void carryAnswers() {
    try (DataInputStream in = in(server);
        OutputStream out = PostgresProxy.buffered(client)) {
      while (true) {
        byte type = in.readByte();
        byte[] body = body(in);
        if (holding) {
          proxy.answers().pass();
          holding = false;
        }
        if (losing && type == READY_FOR_QUERY) {
          break;
        }
        if (!losing && !proxy.isSilent()) {
          write(out, type, body);
        }
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException broken) {
      // Both sides are closed below.
    } finally {
      close();
    }
  }

  void close() {
    PostgresProxy.closeQuietly(client);
    PostgresProxy.closeQuietly(server);
    proxy.ended(this);
  }

  private static DataInputStream in(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
  }

  private static byte[] body(DataInputStream in) throws IOException {
    byte[] body = new byte[in.readInt() - Integer.BYTES];
    in.readFully(body);
    return body;
  }

  private static void write(OutputStream out, Byte type, byte[] body) throws IOException {
    if (type != null) {
      out.write(type);
    }
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(Integer.BYTES + body.length).array());
    out.write(body);
  }

  private static String text(byte[] body, int from) {
    int end = from;
    while (body[end] != 0) {
      end++;
    }
    return new String(body, from, end - from, StandardCharsets.UTF_8);
  }
}
