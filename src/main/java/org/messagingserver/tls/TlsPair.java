package org.messagingserver.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A private key and the certificates that vouch for it: they belong together, stand in the order in
 * which one is signed by the next, and are valid now. The checked bytes are used, regardless of
 * later changes of the files.
 */
public final class TlsPair {
  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final String where;

  private TlsPair(PrivateKey key, List<X509Certificate> chain, String where) {
    this.key = key;
    this.chain = chain;
    this.where = where;
  }

  /**
   * Reads and checks both files.
   *
   * @param section of the configuration, like {@code http.tls}
   * @throws TlsFileException with all that is wrong
   */
  public static TlsPair read(String section, String keyFile, String certFile) {
    List<String> problems = new ArrayList<>();
    PrivateKey key = orNull(problems, () -> KeyFile.read(section + ".key", keyFile));
    String where = section + ".cert";
    List<X509Certificate> chain = orNull(problems, () -> CertificateFile.read(where, certFile));
    if (!problems.isEmpty()) {
      throw new TlsFileException(problems);
    }
    TlsPair pair = new TlsPair(key, chain, where + " " + certFile);
    pair.checkFit();
    pair.checkOrder();
    pair.checkDates();
    return pair;
  }

  private static <T> T orNull(List<String> problems, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (TlsFileException unusable) {
      problems.addAll(unusable.problems());
      return null;
    }
  }

  private void checkFit() {
    if (fits(chain.get(0).getPublicKey())) {
      return;
    }
    boolean behind = chain.stream().anyMatch(certificate -> fits(certificate.getPublicKey()));
    throw problem(
        behind
            ? "the certificate of the key is not the first; put it before those that signed it"
            : "the certificate is of another key");
  }

  /** Signs something, and looks whether the certificate's key verifies it. */
  private boolean fits(PublicKey other) {
    byte[] sample = new byte[32];
    new SecureRandom().nextBytes(sample);
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(sample);
      byte[] signature = signing.sign();
      signing.initVerify(other);
      signing.update(sample);
      return signing.verify(signature);
    } catch (GeneralSecurityException ofAnotherKind) {
      return false;
    }
  }

  private void checkOrder() {
    for (int behind = 1; behind < chain.size(); behind++) {
      if (!signed(chain.get(behind), chain.get(behind - 1))) {
        throw problem(
            "certificate "
                + behind
                + " is not signed by the one behind it; each is to be followed by its issuer's");
      }
    }
  }

  static boolean signed(X509Certificate issuer, X509Certificate certificate) {
    try {
      certificate.verify(issuer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private void checkDates() {
    for (X509Certificate certificate : chain) {
      try {
        certificate.checkValidity();
      } catch (CertificateException outside) {
        throw problem(Validity.problem(chain.indexOf(certificate) + 1, certificate));
      }
    }
  }

  private TlsFileException problem(String what) {
    return new TlsFileException(where + ": " + what);
  }

  List<X509Certificate> chain() {
    return chain;
  }

  String where() {
    return where;
  }

  /** As Vert.x takes it. */
  public PemKeyCertOptions options() {
    return new PemKeyCertOptions()
        .setKeyValue(Buffer.buffer(pem("PRIVATE KEY", key.getEncoded())))
        .setCertValue(
            Buffer.buffer(chain.stream().map(TlsPair::pem).collect(Collectors.joining())));
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
