package org.messagingserver.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The authority, or authorities, that sign the certificates of all nodes. */
public final class TlsAuthority {
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String ANY = "2.5.29.37.0";

  private final String where;
  private final List<X509Certificate> certificates;

  private TlsAuthority(String where, List<X509Certificate> certificates) {
    this.where = where;
    this.certificates = certificates;
  }

  /**
   * Reads its certificates.
   *
   * @param key of the configuration, like {@code cluster.tls.ca}
   * @throws TlsFileException where the file has none, or none that is valid now
   */
  public static TlsAuthority read(String key, String file) {
    List<X509Certificate> certificates = CertificateFile.read(key, file);
    if (certificates.stream().noneMatch(TlsAuthority::isValid)) {
      throw new TlsFileException(
          key + " " + file + ": " + Validity.problem(1, certificates.get(0)));
    }
    return new TlsAuthority(key + " " + file, certificates);
  }

  private static boolean isValid(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return true;
    } catch (CertificateException outside) {
      return false;
    }
  }

  /**
   * Makes sure that nodes which trust this authority trust that pair, as a client and as a server.
   *
   * @throws TlsFileException where they would not
   */
  public void requireToHaveSigned(TlsPair pair) {
    try {
      if (!certificates.contains(pair.chain().get(0))) {
        PKIXParameters trust = new PKIXParameters(anchors());
        trust.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(path(pair), trust);
      }
    } catch (GeneralSecurityException untrusted) {
      throw new TlsFileException(pair.where() + ": is not signed by the authority of " + where);
    }
    requireToBeForBoth(pair);
  }

  /** Up to the first that is an anchor itself, which a path must not hold. */
  private CertPath path(TlsPair pair) throws GeneralSecurityException {
    List<X509Certificate> below =
        pair.chain().stream().takeWhile(link -> !certificates.contains(link)).toList();
    return CertificateFactory.getInstance("X.509").generateCertPath(below);
  }

  private Set<TrustAnchor> anchors() {
    return certificates.stream()
        .map(certificate -> new TrustAnchor(certificate, null))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void requireToBeForBoth(TlsPair pair) {
    List<String> uses = uses(pair.chain().get(0));
    if (!uses.contains(ANY) && !uses.containsAll(List.of(SERVER, CLIENT))) {
      throw new TlsFileException(
          pair.where() + ": is not for a client and a server (extendedKeyUsage)");
    }
  }

  private static List<String> uses(X509Certificate certificate) {
    try {
      List<String> uses = certificate.getExtendedKeyUsage();
      return uses == null ? List.of(ANY) : uses;
    } catch (CertificateException damaged) {
      return List.of();
    }
  }

  /** As Vert.x takes it. */
  public PemTrustOptions options() {
    String all = certificates.stream().map(TlsPair::pem).collect(Collectors.joining());
    return new PemTrustOptions().addCertValue(Buffer.buffer(all));
  }
}
