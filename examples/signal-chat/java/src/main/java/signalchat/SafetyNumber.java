package signalchat;

import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.fingerprint.NumericFingerprintGenerator;

/** Sixty digits that are the same for both users, and differ if somebody stands between them. */
final class SafetyNumber {
  private static final int ITERATIONS = 5200;
  private static final int VERSION = 2;

  private SafetyNumber() {}

  static String of(byte[] own, byte[] other) {
    try {
      return new NumericFingerprintGenerator(ITERATIONS)
          .createFor(VERSION, own, new IdentityKey(own), other, new IdentityKey(other))
          .getDisplayableFingerprint()
          .getDisplayText()
          .replaceAll("(.{5})(?=.)", "$1 ");
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("this is not a user", e);
    }
  }
}
