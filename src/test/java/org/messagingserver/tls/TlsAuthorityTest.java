package org.messagingserver.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.testkit.Keytool;

class TlsAuthorityTest {
  @TempDir Path directory;

  private Keytool keys;

  @BeforeEach
  void makeAnAuthority() throws Exception {
    keys = new Keytool(directory).make("ca", "EC", "-ext", "bc:c");
  }

  @Test
  void knowsWhatItHasSigned() throws Exception {
    keys.make("node", "EC", "-signer", "ca").make("between", "EC", "-ext", "bc:c", "-signer", "ca");
    keys.make("below", "EC", "-signer", "between", "-ext", "eku=serverAuth,clientAuth");

    assertThatCode(() -> authority("ca").requireToHaveSigned(pair("node")))
        .doesNotThrowAnyException();
    assertThatCode(() -> authority("ca").requireToHaveSigned(pair("node", "ca")))
        .doesNotThrowAnyException();
    assertThatCode(() -> authority("ca").requireToHaveSigned(pair("below", "between")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesWhatAnotherHasSigned() throws Exception {
    keys.make("other", "EC", "-ext", "bc:c").make("node", "EC", "-signer", "other");

    assertThatThrownBy(() -> authority("ca").requireToHaveSigned(pair("node")))
        .isInstanceOf(TlsFileException.class)
        .hasMessageMatching(
            "cluster\\.tls\\.cert \\S+: is not signed by the authority of cluster\\.tls\\.ca \\S+");
  }

  @Test
  void refusesWhatIsForServersAlone() throws Exception {
    keys.make("node", "EC", "-signer", "ca", "-ext", "eku=serverAuth");

    assertThatThrownBy(() -> authority("ca").requireToHaveSigned(pair("node")))
        .isInstanceOf(TlsFileException.class)
        .hasMessageEndingWith(": is not for a client and a server (extendedKeyUsage)");
  }

  @Test
  void refusesAnExpiredAuthority() throws Exception {
    keys.make("old", "EC", "-ext", "bc:c", "-startdate", "-9d", "-validity", "8");

    assertThatThrownBy(() -> authority("old"))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining(": certificate 1 expired at ");
  }

  private TlsAuthority authority(String alias) throws Exception {
    return TlsAuthority.read("cluster.tls.ca", keys.file(keys.certificates(alias)));
  }

  private TlsPair pair(String... aliases) throws Exception {
    return TlsPair.read(
        "cluster.tls", keys.file(keys.keyPem(aliases[0])), keys.file(keys.certificates(aliases)));
  }
}
