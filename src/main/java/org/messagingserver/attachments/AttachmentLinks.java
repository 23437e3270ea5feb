package org.messagingserver.attachments;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.SealPurpose;

/**
 * Makes tokens that only this deployment can make, and recognizes them without a look at any disk.
 * A token for one purpose is none for another, and each has one spelling.
 */
final class AttachmentLinks {
  private static final int MAC_BYTES = 16;
  private static final int ATTACHMENT_BYTES = 16 + Long.BYTES + Integer.BYTES;
  private static final int DOWNLOAD_BYTES = ATTACHMENT_BYTES + MAC_BYTES;
  private static final int UPLOAD_BYTES = ATTACHMENT_BYTES + Long.BYTES + MAC_BYTES;

  /** Longer than any token: nothing larger is decoded. */
  private static final int MAX_CHARACTERS = 2 * UPLOAD_BYTES;

  private final Encryption encryption;

  AttachmentLinks(Encryption encryption) {
    this.encryption = encryption;
  }

  /** Anyone who has it may fetch the attachment. */
  String download(Attachment attachment) {
    return token(SealPurpose.ATTACHMENT_DOWNLOAD, bytes(attachment));
  }

  /** Anyone who has it may put the attachment. */
  String upload(UploadPermit permit) {
    byte[] content =
        ByteBuffer.allocate(ATTACHMENT_BYTES + Long.BYTES)
            .put(bytes(permit.attachment()))
            .putLong(permit.expiresAt())
            .array();
    return token(SealPurpose.ATTACHMENT_UPLOAD, content);
  }

  /** The attachment that a token may fetch; none where we did not make the token. */
  Optional<Attachment> download(String token) {
    return content(SealPurpose.ATTACHMENT_DOWNLOAD, token, DOWNLOAD_BYTES)
        .map(AttachmentLinks::attachment);
  }

  /** The attachment that a token may put; none where we did not make the token. */
  Optional<UploadPermit> upload(String token) {
    return content(SealPurpose.ATTACHMENT_UPLOAD, token, UPLOAD_BYTES)
        .map(content -> new UploadPermit(attachment(content), content.getLong()));
  }

  /** The name in a store, which is no part of any link and leads to none. */
  String name(Attachment attachment) {
    UUID name = encryption.authenticate(SealPurpose.ATTACHMENT_NAME, bytes(attachment));
    return name.toString().replace("-", "");
  }

  private String token(SealPurpose purpose, byte[] content) {
    Buffer token = Buffer.buffer(content).appendBytes(mac(purpose, content));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes());
  }

  private Optional<ByteBuffer> content(SealPurpose purpose, String token, int length) {
    Optional<byte[]> decoded = decoded(token).filter(bytes -> bytes.length == length);
    return decoded.flatMap(
        bytes -> {
          ByteBuffer content = ByteBuffer.wrap(bytes, 0, length - MAC_BYTES).slice();
          byte[] mac = Buffer.buffer(bytes).getBytes(length - MAC_BYTES, length);
          byte[] claimed = new byte[content.remaining()];
          content.duplicate().get(claimed);
          return MessageDigest.isEqual(mac, mac(purpose, claimed))
              ? Optional.of(content)
              : Optional.empty();
        });
  }

  /** None where it is no Base64, or where another text means the same bytes. */
  private static Optional<byte[]> decoded(String token) {
    if (token.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      String same = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      return Optional.of(bytes).filter(decoded -> same.equals(token));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private byte[] mac(SealPurpose purpose, byte[] content) {
    return bytes(encryption.authenticate(purpose, content)).array();
  }

  private static byte[] bytes(Attachment attachment) {
    return ByteBuffer.allocate(ATTACHMENT_BYTES)
        .put(bytes(attachment.id()))
        .putLong(attachment.bytes())
        .putInt(attachment.keptUntilHour())
        .array();
  }

  private static Attachment attachment(ByteBuffer content) {
    UUID id = new UUID(content.getLong(), content.getLong());
    return new Attachment(id, content.getLong(), content.getInt());
  }

  private static ByteBuffer bytes(UUID value) {
    return ByteBuffer.allocate(MAC_BYTES)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .flip();
  }
}
