package org.messagingserver.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The blocks of a PEM file, in their order; at least one.
 *
 * @param where how the configuration and the disk name it, for messages
 */
record PemFile(String where, List<Block> blocks) {
  /** Keys and chains of certificates take a few kilobytes, bundles of authorities some hundred. */
  private static final int MAX_BYTES = 1 << 20;

  /** How DER begins: with a sequence. */
  private static final byte SEQUENCE = 0x30;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final Pattern HEADER = Pattern.compile("(?m)^[A-Za-z0-9-]+: .*$");

  /** One block. */
  static final class Block {
    private final String label;
    private final boolean encrypted;
    private final byte[] der;

    private Block(String label, boolean encrypted, byte[] der) {
      this.label = label;
      this.encrypted = encrypted;
      this.der = der;
    }

    String label() {
      return label;
    }

    /** As old tools say it, in a header. */
    boolean encrypted() {
      return encrypted;
    }

    byte[] der() {
      return der;
    }

    boolean isCertificate() {
      return label.equals("CERTIFICATE");
    }

    boolean isPrivateKey() {
      return label.endsWith("PRIVATE KEY");
    }
  }

  /**
   * Reads it.
   *
   * @param key of the configuration, like {@code http.tls.key}
   */
  static PemFile read(String key, String file) {
    String where = key + " " + file;
    byte[] bytes = bytes(where, Path.of(file));
    List<Block> blocks =
        BLOCK
            .matcher(new String(bytes, ISO_8859_1))
            .results()
            .flatMap(block -> block(where, block))
            .toList();
    if (blocks.isEmpty()) {
      throw new TlsFileException(where + ": " + otherForm(bytes));
    }
    return new PemFile(where, blocks);
  }

  private static byte[] bytes(String where, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new TlsFileException(where + ": is larger than 1 MiB");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new TlsFileException(where + ": there is no such file");
    } catch (IOException e) {
      throw new TlsFileException(where + ": cannot be read");
    }
  }

  private static Stream<Block> block(String where, MatchResult block) {
    boolean encrypted = block.group(2).contains("ENCRYPTED");
    String base64 = HEADER.matcher(block.group(2)).replaceAll("").replaceAll("\\s", "");
    try {
      return Stream.of(new Block(block.group(1), encrypted, Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      throw new TlsFileException(where + ": is damaged: a block is not base64");
    }
  }

  private static String otherForm(byte[] bytes) {
    if (bytes.length == 0) {
      return "is empty";
    }
    if (bytes[0] == SEQUENCE) {
      return "is DER or PKCS #12, not PEM; convert it (openssl pkey, x509 or pkcs12)";
    }
    return new String(bytes, ISO_8859_1).contains("-----BEGIN ")
        ? "is cut short: a block has no end"
        : "is not PEM";
  }

  @Override
  public String toString() {
    return where;
  }
}
