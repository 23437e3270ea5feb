package org.messagingserver.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads the private key of a PEM file, or says why there is none. */
final class KeyFile {
  private static final List<String> USABLE = List.of("RSA", "EC");
  private static final List<String> OTHERS = List.of("Ed25519", "Ed448", "DSA", "X25519", "DH");

  private KeyFile() {}

  static PrivateKey read(String key, String file) {
    PemFile pem = PemFile.read(key, file);
    List<PemFile.Block> keys = pem.blocks().stream().filter(PemFile.Block::isPrivateKey).toList();
    if (keys.isEmpty()) {
      throw new TlsFileException(pem + ": holds no private key, but " + held(pem));
    }
    if (keys.size() > 1) {
      throw new TlsFileException(pem + ": holds " + keys.size() + " private keys instead of one");
    }
    return key(pem, keys.get(0));
  }

  private static String held(PemFile pem) {
    PemFile.Block first = pem.blocks().get(0);
    return first.isCertificate()
        ? "a certificate; are the files of key and cert swapped?"
        : "a block " + first.label();
  }

  private static PrivateKey key(PemFile pem, PemFile.Block block) {
    if (block.encrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
      throw new TlsFileException(
          pem
              + ": the key is encrypted, and nobody is asked for its passphrase; decrypt it"
              + " (openssl pkey -in … -out …)");
    }
    byte[] pkcs8 = pkcs8(pem, block);
    return USABLE.stream()
        .flatMap(algorithm -> generate(algorithm, pkcs8).stream())
        .findFirst()
        .orElseThrow(() -> new TlsFileException(pem + ": " + unusable(pkcs8)));
  }

  private static byte[] pkcs8(PemFile pem, PemFile.Block block) {
    try {
      return switch (block.label()) {
        case "PRIVATE KEY" -> block.der();
        case "RSA PRIVATE KEY" -> Der.ofRsa(block.der());
        case "EC PRIVATE KEY" -> Der.ofEc(block.der());
        default ->
            throw new TlsFileException(
                pem
                    + ": holds a block "
                    + block.label()
                    + "; convert it to PKCS #8 (openssl pkey, or ssh-keygen -p -m PKCS8)");
      };
    } catch (IllegalArgumentException misshapen) {
      throw new TlsFileException(pem + ": the key is damaged");
    }
  }

  private static String unusable(byte[] pkcs8) {
    return OTHERS.stream()
        .filter(algorithm -> !generate(algorithm, pkcs8).isEmpty())
        .findFirst()
        .map(algorithm -> "this is a key for " + algorithm + "; use one of RSA or EC")
        .orElse("the key is damaged, or of a kind or curve that this Java does not know");
  }

  private static List<PrivateKey> generate(String algorithm, byte[] pkcs8) {
    try {
      return List.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException | RuntimeException another) {
      return List.of();
    }
  }
}
