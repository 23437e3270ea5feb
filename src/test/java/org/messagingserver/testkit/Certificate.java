package org.messagingserver.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its self-signed certificate for 127.0.0.1, made by the JDK's keytool. */
public final class Certificate {
  private static final String PASSWORD = "password";

  private final KeyStore store;

  private Certificate(KeyStore store) {
    this.store = store;
  }

  public static Certificate make(Path directory, String... options) throws Exception {
    Path file = directory.resolve("store.p12");
    Files.deleteIfExists(file);
    List<String> arguments = new ArrayList<>(List.of("-keyalg", "EC", "-dname", "CN=127.0.0.1"));
    arguments.addAll(List.of("-ext", "SAN=ip:127.0.0.1", "-alias", "key"));
    arguments.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    arguments.addAll(List.of("-keystore", file.toString()));
    arguments.addAll(List.of(options));
    Keytool.makeKeyPair(arguments);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new Certificate(store);
  }

  /** Writes both as PEM, each file complete at once. */
  public void write(Path key, Path cert) throws IOException, GeneralSecurityException {
    write(key, "PRIVATE KEY", store.getKey("key", PASSWORD.toCharArray()).getEncoded());
    write(cert, "CERTIFICATE", store.getCertificate("key").getEncoded());
  }

  private static void write(Path file, String type, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(type, base64);
    Files.write(file, pem.getBytes(US_ASCII));
  }

  /** Sockets that trust this certificate and no other. */
  public SocketFactory trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("key"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}
