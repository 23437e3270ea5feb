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
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A certificate authority with one node's certificate for 127.0.0.1, made by the JDK's keytool. */
public final class Authority {
  private static final String PASSWORD = "password";

  private final Path directory;
  private KeyStore store;
  private int renewals;

  private Authority(Path directory) {
    this.directory = directory;
  }

  /** Makes one, and files of it: {@code key.pem}, {@code cert.pem} and {@code ca.pem}. */
  public static Authority in(Path directory) throws Exception {
    Authority authority = new Authority(Files.createDirectories(directory));
    authority.keytool("-alias", "ca", "-dname", "CN=authority", "-ext", "bc:c");
    authority.renew();
    write(directory.resolve("ca.pem"), "CERTIFICATE", authority.itself().getEncoded());
    return authority;
  }

  /** Gives the node another key and certificate, and writes them to the files. */
  public void renew() throws Exception {
    renewals++;
    keytool("-alias", alias(), "-dname", "CN=node", "-ext", "san=ip:127.0.0.1", "-signer", "ca");
    writeFiles();
  }

  /** Where its files are. */
  public Path directory() {
    return directory;
  }

  private String alias() {
    return "node-" + renewals;
  }

  private void writeFiles() throws Exception {
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve("store.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    byte[] key = store.getKey(alias(), PASSWORD.toCharArray()).getEncoded();
    write(directory.resolve("key.pem"), "PRIVATE KEY", key);
    write(directory.resolve("cert.pem"), "CERTIFICATE", node().getEncoded());
  }

  private void keytool(String... arguments) throws Exception {
    Path file = directory.resolve("store.p12");
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

  /** The certificate of the node, which is another one after each renewal. */
  public Certificate node() throws GeneralSecurityException {
    return store.getCertificate(alias());
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
        other.store.getKey(other.alias(), PASSWORD.toCharArray()),
        PASSWORD.toCharArray(),
        new Certificate[] {other.node()});
    return sockets(keys);
  }

  private SSLSocketFactory sockets(KeyStore keys) throws GeneralSecurityException, IOException {
    KeyManagerFactory shown = KeyManagerFactory.getInstance("PKIX");
    shown.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown.getKeyManagers(), new TrustManager[] {trust()}, null);
    return context.getSocketFactory();
  }

  /** Trusts the nodes of this authority alone. */
  public X509TrustManager trust() throws GeneralSecurityException, IOException {
    KeyStore trusted = emptyStore();
    trusted.setCertificateEntry("ca", itself());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return (X509TrustManager) trust.getTrustManagers()[0];
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore empty = KeyStore.getInstance("PKCS12");
    empty.load(null, null);
    return empty;
  }
}
