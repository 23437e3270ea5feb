package org.messagingserver.system.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.testkit.LogLines;
import org.messagingserver.testkit.Scrape;

class AttachmentSecrecyTest {
  private static final Buffer CONTENT = Buffer.buffer("seen by nobody");

  @Test
  void writesNoLinkDownAnywhere() {
    try (LogLines lines = LogLines.of("org.messagingserver");
        AttachmentServer server = AttachmentServer.start()) {
      UploadLinks links = server.place(CONTENT.length());
      server.put(links, Buffer.buffer("short"));
      server.put(links, CONTENT);
      server.put(links, CONTENT);
      server.get(links);
      server.get(links, "Range: bytes=99-");
      server.http().head("GET", links.getUrl() + "x").response();

      String put = links.putUrl().substring(links.putUrl().length() - 20);
      String get = links.getUrl().substring(links.getUrl().length() - 20);
      assertThat(lines.lines()).noneMatch(line -> line.contains(put) || line.contains(get));
      assertThat(Scrape.of(server.server()).text()).doesNotContain(put, get);
      assertThat(server.files()).noneMatch(file -> file.toString().contains(get));
    }
  }
}
