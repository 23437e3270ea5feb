package signalchat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/**
 * The kinds of content that the identity signs besides logins. A login begins with 0x0a, and no context does; each ends
 * in a zero byte, so that none is the beginning of another.
 */
enum Signed {
  DEVICE_KEYS("example.org signal-chat device keys 1\0"),
  ONE_TIME_KEYS("example.org signal-chat one-time keys 1\0");

  private final ByteString context;

  Signed(String context) {
    this.context = ByteString.copyFrom(context, UTF_8);
  }

  byte[] sign(ECPrivateKey key, ByteString content) {
    byte[] signature = key.calculateSignature(context.concat(content).toByteArray());
    return signalchat.wire.Signed.newBuilder()
        .setContent(content)
        .setSignature(Bytes.string(signature))
        .build()
        .toByteArray();
  }

  /**
   * The content.
   *
   * @throws FalseKeysException if this user has not signed it in this context
   */
  ByteString verified(byte[] userId, byte[] bytes) {
    try {
      var signed = signalchat.wire.Signed.parseFrom(bytes);
      byte[] text = context.concat(signed.getContent()).toByteArray();
      if (new ECPublicKey(userId).verifySignature(text, signed.getSignature().toByteArray())) {
        return signed.getContent();
      }
      throw new FalseKeysException(null);
    } catch (InvalidProtocolBufferException | InvalidKeyException e) {
      throw new FalseKeysException(e);
    }
  }
}
