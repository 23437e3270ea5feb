package org.messagingserver.system.attachments;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.system.attachments.RawHttp.Response;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestServer;

/** A server that keeps attachments in a directory of its own. */
final class AttachmentServer implements AutoCloseable {
  private final Path directory;
  private TestServer server;

  private AttachmentServer(Path directory, TestServer server) {
    this.directory = directory;
    this.server = server;
  }

  /**
   * @param attachments keys that are not to have their defaults
   * @param others of other sections
   */
  static AttachmentServer start(JsonObject attachments, JsonObject others) {
    Path directory = Path.of("target", "test-attachments", UUID.randomUUID().toString());
    JsonObject section =
        new JsonObject()
            .put("store", "directory")
            .put("directory", directory.toString())
            .mergeIn(attachments);
    JsonObject all = new JsonObject().put("attachments", section).mergeIn(others);
    return new AttachmentServer(Path.of(section.getString("directory")), TestServer.start(all));
  }

  static AttachmentServer start() {
    return start(new JsonObject(), new JsonObject());
  }

  TestServer server() {
    return server;
  }

  /** Stops it, and starts it again on the same files. */
  void restart() {
    server.stop();
    TestServer before = server;
    server = before.startAgain();
    before.close();
  }

  RawSocket socket() {
    return RawSocket.open(server, ProtocolVersion.V2);
  }

  /** What the server answers to a request for a place. */
  ServerMessage ask(long bytes) {
    return socket().ask(sequence -> new ClientMessage.RequestUpload(sequence, bytes));
  }

  UploadLinks place(long bytes) {
    return ((ServerMessage.Upload) ask(bytes)).links();
  }

  UploadLinks place(RawSocket asking, long bytes) {
    ServerMessage answer = asking.ask(sequence -> new ClientMessage.RequestUpload(sequence, bytes));
    return ((ServerMessage.Upload) answer).links();
  }

  RawHttp http() {
    return RawHttp.open(server.uri());
  }

  Response put(UploadLinks links, Buffer content) {
    return http()
        .head("PUT", links.putUrl(), "Content-Length: " + content.length())
        .send(content)
        .response();
  }

  Response get(UploadLinks links, String... headers) {
    return http().head("GET", links.getUrl(), headers).response();
  }

  Path directory() {
    return directory;
  }

  /** The files of attachments, whole or not. Some of them may be deleted meanwhile. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!file.endsWith("lock")) {
                files.add(directory.relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException failure) {
              return FileVisitResult.CONTINUE;
            }
          });
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
