package org.messagingserver.client.attachments;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.attachments.AttachmentException.Problem;

class EncryptedContentTest {
  private static final long MOST = 1 << 24;
  private static final int SEGMENT = SegmentCipher.SEGMENT_BYTES;
  private static final byte[] CONTEXT = "messaging.v2 attachment".getBytes(US_ASCII);

  private final Random random = new Random(1);
  private final byte[] key = bytes(SegmentCipher.KEY_BYTES);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private Buffer encrypted(byte[] content) throws GeneralSecurityException {
    return encrypted(new ContentEncryptor(SegmentCipher.create(key), content.length), content);
  }

  private Buffer encrypted(ContentEncryptor encryptor, byte[] content)
      throws GeneralSecurityException {
    Buffer encrypted = Buffer.buffer();
    for (int from = 0; from < content.length; ) {
      int to = Math.min(content.length, from + 1 + random.nextInt(100_000));
      byte[] part = Arrays.copyOfRange(content, from, to);
      for (int at = 0; at < part.length; ) {
        at += encryptor.add(part, at);
        if (encryptor.isFull()) {
          encryptor.complete().forEach(encrypted::appendBytes);
        }
      }
      from = to;
    }
    encryptor.end();
    while (!encryptor.isDone()) {
      encryptor.complete().forEach(encrypted::appendBytes);
    }
    return encrypted;
  }

  private byte[] decrypted(Buffer encrypted) throws GeneralSecurityException {
    ContentDecryptor decryptor = new ContentDecryptor(key, MOST);
    Buffer content = Buffer.buffer();
    for (int from = 0; from < encrypted.length(); from += SEGMENT) {
      int to = Math.min(encrypted.length(), from + SEGMENT);
      content.appendBytes(decryptor.add(encrypted.getBytes(from, to), to == encrypted.length()));
    }
    return content.getBytes();
  }

  private AesGcmHkdfStreaming tink() throws GeneralSecurityException {
    return new AesGcmHkdfStreaming(key, "HmacSha256", 32, SEGMENT, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4087, 4088, 4089, 65_471, 65_472, 65_473, 130_000, 1_000_000})
  void isReadAsItWas(int length) throws GeneralSecurityException {
    byte[] content = bytes(length);

    Buffer encrypted = encrypted(content);

    assertThat(encrypted.length()).isEqualTo(ContentEncryptor.encryptedBytes(length));
    assertThat(decrypted(encrypted)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5000, 65_472, 300_000})
  void isReadByTink(int length) throws GeneralSecurityException, IOException {
    byte[] content = bytes(length);
    InputStream encrypted = new ByteArrayInputStream(encrypted(content).getBytes());

    byte[] plain = tink().newDecryptingStream(encrypted, CONTEXT).readAllBytes();

    byte[] framed = Buffer.buffer().appendLong(length).appendBytes(content).getBytes();
    assertThat(plain).hasSize((int) SizeClass.of(framed.length)).startsWith(framed);
    assertThat(Arrays.copyOfRange(plain, framed.length, plain.length)).containsOnly(0);
  }

  @Test
  void isReadWhereTinkHasEncryptedIt() throws GeneralSecurityException, IOException {
    byte[] content = bytes(200_000);
    ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
    try (OutputStream out = tink().newEncryptingStream(encrypted, CONTEXT)) {
      out.write(Buffer.buffer().appendLong(content.length).appendBytes(content).getBytes());
      out.write(new byte[(int) SizeClass.of(8 + content.length) - 8 - content.length]);
    }

    assertThat(decrypted(Buffer.buffer(encrypted.toByteArray()))).isEqualTo(content);
  }

  @Test
  void isNotReadWithAnyPartChanged() throws GeneralSecurityException {
    Buffer encrypted = encrypted(bytes(150_000));
    for (int at : new int[] {0, 5, 35, 41, 60_000, SEGMENT - 1, SEGMENT, encrypted.length() - 1}) {
      Buffer changed = encrypted.copy();
      changed.setByte(at, (byte) (changed.getByte(at) ^ 1));
      damaged(changed);
    }
  }

  @Test
  void isNotReadWithSegmentsMissingTooManyOrInAnotherOrder() throws GeneralSecurityException {
    Buffer encrypted = encrypted(bytes(250_000));
    Buffer second = encrypted.getBuffer(SEGMENT, 2 * SEGMENT);
    Buffer third = encrypted.getBuffer(2 * SEGMENT, 3 * SEGMENT);
    Buffer first = encrypted.getBuffer(0, SEGMENT);
    Buffer rest = encrypted.getBuffer(3 * SEGMENT, encrypted.length());

    damaged(joined(first));
    damaged(joined(first, second));
    damaged(joined(first, third, second, rest));
    damaged(joined(first, second, second, third, rest));
    damaged(joined(second, third, rest));
    damaged(joined(encrypted, rest));
    damaged(encrypted.getBuffer(0, 20));
    damaged(Buffer.buffer("x"));
  }

  private static Buffer joined(Buffer... parts) {
    return joined(List.of(parts));
  }

  private static Buffer joined(List<Buffer> parts) {
    Buffer joined = Buffer.buffer();
    parts.forEach(joined::appendBuffer);
    return joined;
  }

  private void damaged(Buffer encrypted) {
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> decrypted(encrypted));
  }

  @Test
  void refusesContentOfAnotherSize() throws GeneralSecurityException {
    ContentEncryptor longer = new ContentEncryptor(SegmentCipher.create(key), 10);
    assertThatIllegalArgumentException().isThrownBy(() -> longer.add(bytes(11), 0));

    ContentEncryptor shorter = new ContentEncryptor(SegmentCipher.create(key), 10);
    assertThat(shorter.add(bytes(9), 0)).isEqualTo(9);
    assertThatIllegalArgumentException().isThrownBy(shorter::end);
  }

  @Test
  void isNotReadIfItIsLargerThanTheAppAcceptsWithinItsSizeClass() throws GeneralSecurityException {
    byte[] content = bytes(4000);
    ContentDecryptor decryptor = new ContentDecryptor(key, content.length - 1);

    assertThatExceptionOfType(AttachmentException.class)
        .isThrownBy(() -> decryptor.add(encrypted(content).getBytes(), true))
        .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Problem.TOO_LARGE));
  }

  @Test
  void isTheSameForTheSameKeyAndHeaderInEveryClient() throws Exception {
    JsonObject vector =
        new JsonObject(Files.readString(Path.of("docs", "vectors.json")))
            .getJsonObject("attachment");
    byte[] content = new byte[vector.getInteger("contentBytes")];
    for (int at = 0; at < content.length; at++) {
      content[at] = (byte) (at % 251);
    }
    SegmentCipher cipher =
        SegmentCipher.of(
            HexFormat.of().parseHex(vector.getString("key")),
            HexFormat.of().parseHex(vector.getString("header")));
    ContentEncryptor encryptor = new ContentEncryptor(cipher, content.length);
    Buffer encrypted = encrypted(encryptor, content);

    assertThat(encrypted.length()).isEqualTo(vector.getInteger("encryptedBytes"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(encrypted.getBytes());
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(vector.getString("sha256"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4096",
    "4096, 4096",
    "4097, 4352",
    "4352, 4352",
    "65536, 65536",
    "65537, 67584",
    "1000000, 1015808",
    "1073741825, 1107296256"
  })
  void isPaddedToItsSizeClass(long bytes, long padded) {
    assertThat(SizeClass.of(bytes)).isEqualTo(padded);
  }

  @Test
  void isPaddedByAnEighthAtMost() {
    for (long bytes = 4096; bytes < 1L << 40; bytes += 1 + bytes / 7) {
      long padded = SizeClass.of(bytes);
      assertThat(padded).isBetween(bytes, bytes + bytes / 8);
      assertThat(SizeClass.of(padded)).isEqualTo(padded);
    }
  }
}
