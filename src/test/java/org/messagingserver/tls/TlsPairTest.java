package org.messagingserver.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.testkit.Keytool;

class TlsPairTest {
  @TempDir Path directory;

  private Keytool keys;

  @BeforeEach
  void makeKeys() {
    keys = new Keytool(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void takesAKeyWithItsCertificateAndThoseThatSignedIt(String algorithm) throws Exception {
    keys.make("ca", algorithm, "-ext", "bc:c").make("node", algorithm, "-signer", "ca");

    TlsPair pair = read(keys.keyPem("node"), keys.certificates("node", "ca"));

    KeyStore forVertx = pair.options().loadKeyStore(null);
    String only = Collections.list(forVertx.aliases()).get(0);
    assertThat(forVertx.getCertificateChain(only)).hasSize(2);
    assertThat(forVertx.getCertificate(only).getEncoded()).isEqualTo(keys.certificateDer("node"));
  }

  @Test
  void takesBothOutOfOneFile() throws Exception {
    keys.make("node", "EC");
    String both = keys.file(keys.certificates("node") + keys.keyPem("node"));

    assertThat(TlsPair.read("http.tls", both, both).chain()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void refusesTheCertificateOfAnotherKey(String algorithm) throws Exception {
    keys.make("old", "EC").make("new", algorithm);

    assertThat(problem(keys.keyPem("old"), keys.certificates("new")))
        .startsWith("http.tls.cert ")
        .endsWith(": the certificate is of another key");
  }

  @Test
  void refusesAnExpiredCertificate() throws Exception {
    keys.make("node", "EC", "-startdate", "-9d", "-validity", "8");

    assertThat(problem(keys.keyPem("node"), keys.certificates("node")))
        .contains(": certificate 1 expired at ");
  }

  @Test
  void refusesAnExpiredIssuer() throws Exception {
    keys.make("ca", "EC", "-ext", "bc:c", "-startdate", "-9d", "-validity", "8");
    keys.make("node", "EC", "-signer", "ca");

    assertThat(problem(keys.keyPem("node"), keys.certificates("node", "ca")))
        .contains(": certificate 2 expired at ");
  }

  @Test
  void refusesACertificateOfTomorrow() throws Exception {
    keys.make("node", "EC", "-startdate", "+1d");

    assertThat(problem(keys.keyPem("node"), keys.certificates("node")))
        .contains(": certificate 1 is not valid before ");
  }

  @Test
  void refusesTheIssuerBeforeTheCertificate() throws Exception {
    keys.make("ca", "EC", "-ext", "bc:c").make("node", "EC", "-signer", "ca");

    assertThat(problem(keys.keyPem("node"), keys.certificates("ca", "node")))
        .endsWith(
            ": the certificate of the key is not the first; put it before those that signed it");
  }

  @Test
  void refusesAStrangerAmongTheIssuers() throws Exception {
    keys.make("ca", "EC", "-ext", "bc:c").make("node", "EC", "-signer", "ca").make("x", "EC");

    assertThat(problem(keys.keyPem("node"), keys.certificates("node", "x", "ca")))
        .endsWith(
            ": certificate 1 is not signed by the one behind it;"
                + " each is to be followed by its issuer's");
  }

  @Test
  void namesBothFilesWhereTheyAreSwapped() throws Exception {
    keys.make("node", "EC");

    TlsFileException refused =
        refused(keys.file(keys.certificates("node")), keys.file(keys.keyPem("node")));

    assertThat(refused.problems())
        .satisfiesExactly(
            key ->
                assertThat(key)
                    .startsWith("http.tls.key ")
                    .endsWith(
                        ": holds no private key, but a certificate;"
                            + " are the files of key and cert swapped?"),
            cert ->
                assertThat(cert)
                    .startsWith("http.tls.cert ")
                    .endsWith(
                        ": holds no certificate, but a private key;"
                            + " are the files of key and cert swapped?"));
  }

  private String problem(String key, String cert) throws Exception {
    return refused(keys.file(key), keys.file(cert)).getMessage();
  }

  private TlsPair read(String key, String cert) throws Exception {
    return TlsPair.read("http.tls", keys.file(key), keys.file(cert));
  }

  private static TlsFileException refused(String keyFile, String certFile) {
    return catchThrowableOfType(
        TlsFileException.class, () -> TlsPair.read("http.tls", keyFile, certFile));
  }
}
