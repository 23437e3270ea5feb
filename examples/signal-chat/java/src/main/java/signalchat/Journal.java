package signalchat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The state of one device on disk. A transaction is either on disk as a whole or not at all, also
 * after a crash, and transactions run one after the other.
 *
 * <p>The file holds a line of JSON for each transaction. An app on a phone would use its database;
 * what matters is that a message and the ratchet that opened it are stored together, before the
 * Ack.
 */
final class Journal implements AutoCloseable {
  private final FileChannel lock;
  private final FileChannel file;
  private final Map<String, String> values;
  private boolean failed;

  private Journal(FileChannel lock, FileChannel file, Map<String, String> values) {
    this.lock = lock;
    this.file = file;
    this.values = values;
  }

  /** Opens the file, or creates an empty one. */
  static Journal open(Path path) throws IOException {
    Files.createDirectories(
        path.toAbsolutePath().getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel lock = FileChannel.open(path.resolveSibling(path.getFileName() + ".lock"), CREATE, WRITE);
    if (lock.tryLock() == null) {
      lock.close();
      throw new IOException("another process uses this state (" + path + ")");
    }
    Map<String, String> values = Files.exists(path) ? read(path) : new LinkedHashMap<>();
    replace(path, values);
    return new Journal(lock, FileChannel.open(path, APPEND), values);
  }

  /** Reads all whole lines: a crash may have left a part of the last one. */
  private static Map<String, String> read(Path path) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    String text = Files.readString(path);
    int end = text.lastIndexOf('\n') + 1;
    for (String line : text.substring(0, end).lines().toList()) {
      try {
        new JsonArray(line).forEach(change -> apply(values, (JsonArray) change));
      } catch (DecodeException e) {
        throw new IOException(path + " is damaged", e);
      }
    }
    return values;
  }

  /** Writes the values alone, without the history of their changes. */
  private static void replace(Path path, Map<String, String> values) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    Files.deleteIfExists(next);
    Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(next, WRITE)) {
      write(channel, values);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent())) {
      directory.force(true);
    }
  }

  private static void apply(Map<String, String> values, JsonArray change) {
    if (change.getString(1) == null) {
      values.remove(change.getString(0));
    } else {
      values.put(change.getString(0), change.getString(1));
    }
  }

  private static void write(FileChannel channel, Map<String, String> changes) throws IOException {
    if (!changes.isEmpty()) {
      JsonArray line = new JsonArray();
      changes.forEach((key, value) -> line.add(new JsonArray().add(key).add(value)));
      ByteBuffer bytes = ByteBuffer.wrap((line.encode() + "\n").getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    }
  }

  /** Runs work after all earlier transactions, and commits its changes unless it throws. */
  synchronized <T> T transaction(Function<Transaction, T> work) {
    if (failed) {
      throw new IllegalStateException("the state cannot be written");
    }
    Transaction transaction = new Transaction(values);
    T result = work.apply(transaction);
    try {
      write(file, transaction.changes());
    } catch (IOException e) {
      // A part of the line may be in the file: nothing may follow it.
      failed = true;
      throw new UncheckedIOException(e);
    }
    transaction.changes().forEach((key, value) -> values.compute(key, (k, before) -> value));
    return result;
  }

  void change(Consumer<Transaction> work) {
    transaction(
        transaction -> {
          work.accept(transaction);
          return null;
        });
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
    lock.close();
  }

  /** Reads values, and changes them if it is committed. */
  static final class Transaction {
    private final Map<String, String> before;
    private final Map<String, String> changes = new LinkedHashMap<>();

    private Transaction(Map<String, String> before) {
      this.before = before;
    }

    /** Null without a value. */
    String get(String key) {
      return changes.containsKey(key) ? changes.get(key) : before.get(key);
    }

    boolean has(String key) {
      return get(key) != null;
    }

    byte[] bytes(String key) {
      return has(key) ? Bytes.unbase64(get(key)) : null;
    }

    /** The keys with this prefix, oldest first. */
    List<String> keys(String prefix) {
      return java.util.stream.Stream.concat(before.keySet().stream(), changes.keySet().stream())
          .filter(key -> key.startsWith(prefix) && has(key))
          .distinct()
          .toList();
    }

    void set(String key, String value) {
      changes.put(key, value);
    }

    void set(String key, byte[] value) {
      set(key, Bytes.base64(value));
    }

    void delete(String key) {
      changes.put(key, null);
    }

    /** Deletes all but the newest. */
    void keep(String prefix, int newest) {
      List<String> keys = keys(prefix);
      keys.subList(0, Math.max(0, keys.size() - newest)).forEach(this::delete);
    }

    /** The next number of a sequence that begins with 1. */
    int next(String sequence) {
      int number = has(sequence) ? Integer.parseInt(get(sequence)) : 1;
      set(sequence, String.valueOf(number + 1));
      return number;
    }

    private Map<String, String> changes() {
      return changes;
    }
  }
}
