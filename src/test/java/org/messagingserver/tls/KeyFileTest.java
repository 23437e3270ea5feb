package org.messagingserver.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.testkit.Keytool;

/** Keys as tools leave them: those that can be used, and for the others why not. */
class KeyFileTest {
  /** As {@code openssl ecparam -genkey} writes one. */
  private static final String SEC_1 =
      """
      -----BEGIN EC PARAMETERS-----
      BggqhkjOPQMBBw==
      -----END EC PARAMETERS-----
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIPJQVVI2utj1byLcD/pgdNerC/PzPGhl6r/o7usXcforoAoGCCqGSM49
      AwEHoUQDQgAEGiKPZo90ZE23CpI8SD/rlceCRhLohFAECaNylsQ49cP7dOMkbX17
      pi0gpB2OoFTapRZVXEtiQRsGdzc1DIzZsw==
      -----END EC PRIVATE KEY-----
      """;

  private static final String ED_25519 =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIC5HoPeYmQ+VXIbcE2R0+uXkIK1LBIyfybPXFTmHRjpf
      -----END PRIVATE KEY-----
      """;

  @TempDir Path directory;

  @Test
  void takesEllipticKeysInTheirOldForm() throws Exception {
    PrivateKey key = read(SEC_1);

    assertThat(key.getAlgorithm()).isEqualTo("EC");
  }

  @Test
  void takesRsaKeysInTheirOldForm() throws Exception {
    PrivateKey key = (PrivateKey) new Keytool(directory).make("key", "RSA").key("key");
    byte[] pkcs8 = key.getEncoded();
    // Behind the version and the name of the algorithm.
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

    assertThat(read(Keytool.pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void saysWhyAKeyCannotBeUsed(String reason, String contents) {
    assertThatThrownBy(() -> read(contents))
        .isInstanceOf(TlsFileException.class)
        .hasMessageStartingWith("http.tls.key " + directory)
        .hasMessageContaining(": " + reason);
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        arguments("is empty", ""),
        arguments("is not PEM", "ssh-ed25519 AAAA"),
        arguments("is DER or PKCS #12, not PEM", "0w"),
        arguments("is cut short", SEC_1.substring(SEC_1.indexOf("-----BEGIN EC PRIV"), 200)),
        arguments("is damaged: a block is not base64", block("PRIVATE KEY", "=a=")),
        arguments("the key is encrypted", block("ENCRYPTED PRIVATE KEY", "AAAA")),
        arguments(
            "the key is encrypted",
            block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA")),
        arguments("holds a block OPENSSH PRIVATE KEY", block("OPENSSH PRIVATE KEY", "AAAA")),
        arguments("holds no private key, but a block PUBLIC KEY", block("PUBLIC KEY", "AAAA")),
        arguments("holds 2 private keys", SEC_1 + ED_25519),
        arguments("this is a key for Ed25519; use one of RSA or EC", ED_25519),
        arguments("the key is damaged", block("EC PRIVATE KEY", "MAAA")),
        arguments("the key is damaged, or of a kind", block("PRIVATE KEY", "MAAA")));
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> KeyFile.read("http.tls.key", directory + "/none.pem"))
        .hasMessage("http.tls.key " + directory + "/none.pem: there is no such file");
    assertThatThrownBy(() -> KeyFile.read("http.tls.key", directory.toString()))
        .hasMessage("http.tls.key " + directory + ": cannot be read");
  }

  private static String block(String label, String contents) {
    return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(label, contents);
  }

  private PrivateKey read(String contents) throws Exception {
    return KeyFile.read("http.tls.key", new Keytool(directory).file(contents));
  }
}
