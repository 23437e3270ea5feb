package org.messagingserver.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority with one node's certificate for 127.0.0.1, made by the JDK's keytool. */
public final class Authority {
  private static final String PASSWORD = "password";

  private final KeyStore store;

  private Authority(KeyStore store) {
    this.store = store;
  }

  /** Makes one, and files of it: {@code key.pem}, {@code cert.pem} and {@code ca.pem}. */
  public static Authority in(Path directory) throws Exception {
    Path file = Files.createDirectories(directory).resolve("store.p12");
    keytool(file, "-alias", "ca", "-dname", "CN=authority", "-ext", "bc:c");
    keytool(
        file, "-alias", "node", "-dname", "CN=node", "-ext", "san=ip:127.0.0.1", "-signer", "ca");
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Authority authority = new Authority(store);
    byte[] key = store.getKey("node", PASSWORD.toCharArray()).getEncoded();
    write(directory.resolve("key.pem"), "PRIVATE KEY", key);
    write(directory.resolve("cert.pem"), "CERTIFICATE", authority.node().getEncoded());
    write(directory.resolve("ca.pem"), "CERTIFICATE", authority.itself().getEncoded());
    return authority;
  }

  private static void keytool(Path file, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-keyalg", "EC", "-storetype", "PKCS12"));
    all.addAll(List.of("-storepass", PASSWORD, "-keystore", file.toString()));
    Keytool.makeKeyPair(all);
  }

  private static void write(Path file, String type, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(type, base64);
    Files.write(file, pem.getBytes(US_ASCII));
  }

  private Certificate node() throws GeneralSecurityException {
    return store.getCertificate("node");
  }

  private Certificate itself() throws GeneralSecurityException {
    return store.getCertificate("ca");
  }

  /** Sockets to nodes of this authority that show no certificate. */
  public SSLSocketFactory withoutCertificate() throws GeneralSecurityException, IOException {
    return sockets(emptyStore());
  }

  /** Sockets to nodes of this authority that show another one's certificate, or its own. */
  public SSLSocketFactory withCertificateOf(Authority other)
      throws GeneralSecurityException, IOException {
    KeyStore keys = emptyStore();
    keys.setKeyEntry(
        "node",
        other.store.getKey("node", PASSWORD.toCharArray()),
        PASSWORD.toCharArray(),
        new Certificate[] {other.node()});
    return sockets(keys);
  }

  private SSLSocketFactory sockets(KeyStore keys) throws GeneralSecurityException, IOException {
    KeyManagerFactory shown = KeyManagerFactory.getInstance("PKIX");
    shown.init(keys, PASSWORD.toCharArray());
    KeyStore trusted = emptyStore();
    trusted.setCertificateEntry("ca", itself());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    return empty;
  }
}
