package org.messagingserver.system.attachments;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.messagingserver.testkit.Mail;

/** A bucket of a store by another author, which checks every signature. */
final class S3Bucket implements AutoCloseable {
  static final String NAME = "attachments";

  private static final String KEY_ID = "AKIDEXAMPLEEXAMPLE";
  private static final String KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private final Path directory;
  private final S3Proxy store;

  private S3Bucket(Path directory, S3Proxy store) {
    this.directory = directory;
    this.store = store;
  }

  static S3Bucket start(Path directory) throws Exception {
    Path objects = Files.createDirectories(directory.resolve("objects"));
    S3Proxy store =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(objects.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY_ID, KEY)
            .build();
    store.start();
    Mail.until(() -> store.getPort() > 0);
    Files.createDirectories(objects.resolve(NAME));
    Files.writeString(directory.resolve("id"), KEY_ID + "\n");
    Files.writeString(directory.resolve("key"), KEY + "\n");
    return new S3Bucket(directory, store);
  }

  /** The keys of a server that keeps its attachments here. */
  JsonObject settings() {
    return new JsonObject()
        .put("store", "s3")
        .put(
            "s3",
            new JsonObject()
                .put("endpoint", "http://127.0.0.1:" + store.getPort())
                .put("bucket", NAME)
                .put("accessKeyFile", directory.resolve("id").toString())
                .put("secretKeyFile", directory.resolve("key").toString())
                .put("pathStyle", true));
  }

  /** The names of all objects. */
  List<String> objects() {
    Path bucket = directory.resolve("objects").resolve(NAME);
    try (Stream<Path> files = Files.walk(bucket)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> bucket.relativize(file).toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes all objects. */
  void empty() throws IOException {
    for (String object : objects()) {
      Files.delete(directory.resolve("objects").resolve(NAME).resolve(object));
    }
  }

  @Override
  public void close() {
    try {
      store.stop();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
