package org.messagingserver.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the certificates of a PEM file, in their order, or says why there are none. */
final class CertificateFile {
  private CertificateFile() {}

  static List<X509Certificate> read(String key, String file) {
    PemFile pem = PemFile.read(key, file);
    List<X509Certificate> certificates =
        pem.blocks().stream()
            .filter(PemFile.Block::isCertificate)
            .map(block -> certificate(pem, block))
            .toList();
    if (certificates.isEmpty()) {
      throw new TlsFileException(pem + ": holds no certificate, but " + held(pem));
    }
    return certificates;
  }

  private static String held(PemFile pem) {
    PemFile.Block first = pem.blocks().get(0);
    return first.isPrivateKey()
        ? "a private key; are the files of key and cert swapped?"
        : "a block " + first.label();
  }

  private static X509Certificate certificate(PemFile pem, PemFile.Block block) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException damaged) {
      throw new TlsFileException(pem + ": a certificate is damaged");
    }
  }
}
