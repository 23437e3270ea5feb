package org.messagingserver.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Keys and certificates, made by the JDK's keytool, as files for a test. */
public final class Keytool {
  private static final String PASSWORD = "password";

  private final Path directory;
  private final Path store;

  public Keytool(Path directory) {
    this.directory = directory;
    this.store = directory.resolve(UUID.randomUUID() + ".p12");
  }

  /** Makes a key and its certificate under that name. */
  public Keytool make(String alias, String algorithm, String... options) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    arguments.addAll(List.of("-keystore", store.toString(), "-dname", "CN=" + alias));
    arguments.addAll(List.of("-alias", alias, "-keyalg", algorithm));
    arguments.addAll(List.of(options));
    makeKeyPair(arguments);
    return this;
  }

  /** Runs keytool, for a store that need not be safe. */
  static void makeKeyPair(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    for (String protection : List.of("keyPbe", "certPbe", "mac")) {
      command.add("-J-Dkeystore.pkcs12." + protection + "IterationCount=1");
    }
    command.add("-genkeypair");
    command.addAll(arguments);
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new AssertionError("keytool failed: " + command);
    }
  }

  private KeyStore opened() throws Exception {
    KeyStore opened = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      opened.load(in, PASSWORD.toCharArray());
    }
    return opened;
  }

  public Key key(String alias) throws Exception {
    return opened().getKey(alias, PASSWORD.toCharArray());
  }

  public byte[] certificateDer(String alias) throws Exception {
    return opened().getCertificate(alias).getEncoded();
  }

  /** A key as PEM. */
  public String keyPem(String alias) throws Exception {
    return pem("PRIVATE KEY", key(alias).getEncoded());
  }

  /** Certificates as PEM, in this order. */
  public String certificates(String... aliases) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String alias : aliases) {
      all.append(pem("CERTIFICATE", certificateDer(alias)));
    }
    return all.toString();
  }

  public static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(label, base64);
  }

  /** A new file of these contents. */
  public String file(String contents) throws Exception {
    return file(contents.getBytes(US_ASCII));
  }

  String file(byte[] contents) throws Exception {
    return Files.write(directory.resolve(UUID.randomUUID() + ".pem"), contents).toString();
  }
}
