package signalchat;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingserver.client.DeliveryToken;
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
    this.pattern = Pattern.compile("signalchat:" + kind + "\\?user=([\\w-]+)(?:&token=([\\w-]+))?");
  }

  /**
   * The content of a link.
   *
   * @param deliveryToken the token to send to the user with, if there is one
   */
  record Link(byte[] userId, Optional<byte[]> deliveryToken) {
    @Override
    public String toString() {
      return "Link[hidden]";
    }
  }

  String encode(byte[] userId, Optional<byte[]> deliveryToken) {
    String token = deliveryToken.map(bytes -> "&token=" + Bytes.base64(bytes)).orElse("");
    return "signalchat:" + kind + "?user=" + Bytes.base64(userId) + token;
  }

  Link decode(String text) {
    Matcher matcher = pattern.matcher(text.strip());
    try {
      if (matcher.matches()) {
        byte[] userId = new ECPublicKey(Bytes.unbase64(matcher.group(1))).serialize();
        Optional<byte[]> token = Optional.ofNullable(matcher.group(2)).map(Bytes::unbase64);
        if (token.map(bytes -> bytes.length).orElse(DeliveryToken.BYTES) == DeliveryToken.BYTES) {
          return new Link(userId, token);
        }
      }
    } catch (InvalidKeyException | IllegalArgumentException e) {
      // Reported below.
    }
    throw new IllegalArgumentException(
        "this is not a link of the form signalchat:" + kind + "?user=…");
  }
}
