package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;

class ManyTransfersTest {
  private static final int TRANSFERS = 200;

  /** With {@code -Dattachment.bytes=1073741824 -Xmx128m} it shows that memory stays constant. */
  private static final long LARGE = Long.getLong("attachment.bytes", 64L << 20);

  private static final int BLOCK = 1 << 20;

  @Test
  void leaveMessagesAlone() throws ExecutionException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(TRANSFERS);
    JsonObject quiet = new JsonObject().put("preKeys", new JsonObject().put("low", 0));
    try (AttachmentServer server = AttachmentServer.start(new JsonObject(), quiet)) {
      Identity bob = Mail.registered(server.server());
      RawSocket receiving = RawSocket.open(server.server()).logIn(bob, 1);
      RawSocket sending = RawSocket.open(server.server());
      List<Future<Boolean>> transfers = new ArrayList<>();
      RawSocket asking = server.socket();
      for (int number = 0; number < TRANSFERS; number++) {
        Buffer content = random(number, 200_000 + number);
        UploadLinks links = server.place(asking, content.length());
        transfers.add(threads.submit(() -> comesBack(server, links, content)));
      }

      for (int number = 0; number < 100; number++) {
        String text = "message " + number;
        int sequence = Mail.send(sending, bob, text);
        assertThat(receiving.ackedTexts(1)).containsExactly(text);
        assertThat(Mail.awaitAck(sending, sequence)).isEmpty();
      }

      for (Future<Boolean> transfer : transfers) {
        assertThat(transfer.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean comesBack(AttachmentServer server, UploadLinks links, Buffer content) {
    return server.put(links, content).status() == 201 && server.get(links).body().equals(content);
  }

  private static Buffer random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return Buffer.buffer(bytes);
  }

  @Test
  void bringALargeOneThereAndBack() throws IOException {
    JsonObject settings = new JsonObject().put("maxBytes", LARGE).put("maxTotalBytes", 20 * LARGE);
    try (AttachmentServer server = AttachmentServer.start(settings, new JsonObject())) {
      UploadLinks links = server.place(LARGE);
      RawHttp put = server.http().head("PUT", links.putUrl(), "Content-Length: " + LARGE);
      for (long sent = 0; sent < LARGE; sent += BLOCK) {
        put.send(random(sent, BLOCK));
      }
      assertThat(put.response().status()).isEqualTo(201);

      try (RawHttp get = server.http().head("GET", links.getUrl())) {
        InputStream in = get.in();
        while (readLine(in).length() > 1) {
          // The head.
        }
        for (long got = 0; got < LARGE; got += BLOCK) {
          assertThat(Buffer.buffer(in.readNBytes(BLOCK))).isEqualTo(random(got, BLOCK));
        }
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }
}
