package signalchat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/** Links that one person gives to another, or one device shows to another. */
enum Links {
  INVITE("invite"),
  DEVICE("device");

  private final String kind;
  private final Pattern pattern;

  Links(String kind) {
    this.kind = kind;
    this.pattern = Pattern.compile("signalchat:" + kind + "\\?user=([\\w-]+)(&.*)?");
  }

  String encode(byte[] userId) {
    return "signalchat:" + kind + "?user=" + Bytes.base64(userId);
  }

  /** The userID. */
  byte[] decode(String link) {
    Matcher matcher = pattern.matcher(link.strip());
    try {
      if (matcher.matches()) {
        return new ECPublicKey(Bytes.unbase64(matcher.group(1))).serialize();
      }
    } catch (InvalidKeyException | IllegalArgumentException e) {
      // Reported below.
    }
    throw new IllegalArgumentException(
        "this is not a link of the form signalchat:" + kind + "?user=…");
  }
}
