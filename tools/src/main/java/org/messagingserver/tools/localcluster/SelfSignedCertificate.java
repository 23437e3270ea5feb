package org.messagingserver.tools.localcluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A key and its certificate, made by the JDK's keytool. Valid for clocks that are a hundred days
 * wrong.
 *
 * @param store both, as PKCS #12 with {@link #PASSWORD}
 * @param key the key, as PEM
 * @param pem the certificate
 */
public record SelfSignedCertificate(Path store, Path key, Path pem) {
  public static final String PASSWORD = "password";

  private static final String KEYTOOL =
      Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
  private static final String ALIAS = "key";

  /**
   * Makes one. Blocks.
   *
   * @param name of its owner, and of the files
   * @param host an IP address
   */
  public static SelfSignedCertificate make(Path directory, String name, String host)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve(name + ".p12");
    Path key = directory.resolve(name + ".key");
    Path pem = directory.resolve(name + ".pem");
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
            "CN=" + name,
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
    KeyStore opened = open(store);
    writeKey(key, opened.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    Files.writeString(
        pem, asPem("CERTIFICATE", opened.getCertificate(ALIAS).getEncoded()), US_ASCII);
    return new SelfSignedCertificate(store, key, pem);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool of this Java cannot make a certificate");
    }
  }

  private static KeyStore open(Path store) throws IOException, GeneralSecurityException {
    KeyStore opened = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      opened.load(in, PASSWORD.toCharArray());
    }
    return opened;
  }

  private static void writeKey(Path file, byte[] der) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, asPem("PRIVATE KEY", der), US_ASCII);
  }

  private static String asPem(String type, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(type, base64);
  }
}
