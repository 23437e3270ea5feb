package org.messagingserver.tools.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A key and its certificate, made by the JDK's keytool. Valid for clocks that are a hundred days
 * wrong.
 *
 * @param store both, as PKCS #12 with {@link #PASSWORD}
 * @param pem the certificate
 */
record SelfSignedCertificate(Path store, Path pem) {
  static final String PASSWORD = "password";

  private static final String KEYTOOL =
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
  private static final String ALIAS = "key";

  /**
   * Makes one. Blocks.
   *
   * @param host an IP address
   */
  static SelfSignedCertificate make(Path directory, String host)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve("push.p12");
    Path pem = directory.resolve("push.pem");
    run(
        List.of(
            KEYTOOL,
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=push",
            "-ext",
            "SAN=ip:" + host,
            "-startdate",
            "-100d",
            "-validity",
            "200",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString()));
    Files.writeString(pem, certificate(store), StandardCharsets.US_ASCII);
    return new SelfSignedCertificate(store, pem);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new ChaosException("keytool of this Java cannot make a certificate");
    }
  }

  private static String certificate(Path store) throws IOException, GeneralSecurityException {
    KeyStore opened = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      opened.load(in, PASSWORD.toCharArray());
    }
    byte[] der = opened.getCertificate(ALIAS).getEncoded();
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(base64);
  }
}
