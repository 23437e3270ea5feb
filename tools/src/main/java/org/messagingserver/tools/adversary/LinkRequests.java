package org.messagingserver.tools.adversary;

import java.util.function.BiConsumer;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.UploadLinks;

/** Requests a place for an attachment each time, and hands on the links that it receives. */
final class LinkRequests implements AttackAction {
  private final long bytes;
  private final BiConsumer<RawTcpConnection, UploadLinks> onLinks;
  private RawTcpConnection listened;

  /**
   * @param bytes of the attachments, unless the server takes only smaller ones
   */
  LinkRequests(long bytes, BiConsumer<RawTcpConnection, UploadLinks> onLinks) {
    this.bytes = bytes;
    this.onLinks = onLinks;
  }

  @Override
  public void act(RawTcpConnection connection, Address victim) {
    if (listened != connection) {
      listened = connection;
      connection.onAnswer(answer -> received(connection, answer));
    }
    connection.send(
        MalformedFrames.frame(
            new ClientMessage.RequestUpload(connection.nextSequence(), size(connection))));
  }

  private void received(RawTcpConnection connection, ServerMessage answer) {
    if (answer instanceof ServerMessage.Upload upload) {
      onLinks.accept(connection, upload.links());
    }
  }

  /** Of the attachments that a server takes. */
  long size(RawTcpConnection connection) {
    return Math.min(bytes, connection.serverInfo().map(ServerInfo::maxAttachmentBytes).orElse(0L));
  }
}
