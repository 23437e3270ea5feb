package org.messagingserver.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every way in which a stretch of a secret might stand somewhere. */
final class Traces {
  /** Bytes of a stretch: long enough that chance does not make it. */
  private static final int STRETCH = 12;

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Traces() {}

  /** The beginning, the middle and the end of a secret, in each encoding at each alignment. */
  static List<String> of(byte[] secret) {
    int last = secret.length - STRETCH;
    return IntStream.of(0, last / 2, last)
        .mapToObj(from -> Arrays.copyOfRange(secret, from, from + STRETCH))
        .flatMap(Traces::ofStretch)
        .toList();
  }

  private static Stream<String> ofStretch(byte[] stretch) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    Base64.Encoder base64Url = Base64.getUrlEncoder().withoutPadding();
    return Stream.of(
            Stream.of(new String(stretch, ISO_8859_1)),
            Stream.of(HexFormat.of().formatHex(stretch)),
            Stream.of(HexFormat.of().withUpperCase().formatHex(stretch)),
            aligned(stretch, 3, 6, base64::encodeToString),
            aligned(stretch, 3, 6, base64Url::encodeToString),
            aligned(stretch, 5, 5, Traces::base32),
            aligned(stretch, 5, 5, bytes -> base32(bytes).toLowerCase(Locale.ROOT)))
        .flatMap(Function.identity());
  }

  /** The characters that the stretch alone decides, behind any number of other bytes. */
  private static Stream<String> aligned(
      byte[] stretch, int alignments, int bitsOfCharacter, Function<byte[], String> encode) {
    return IntStream.range(0, alignments)
        .mapToObj(
            before -> {
              byte[] shifted = new byte[before + stretch.length];
              System.arraycopy(stretch, 0, shifted, before, stretch.length);
              int first = (before * 8 + bitsOfCharacter - 1) / bitsOfCharacter;
              return encode.apply(shifted).substring(first, shifted.length * 8 / bitsOfCharacter);
            });
  }

  static String base32(byte[] bytes) {
    int characters = (bytes.length * 8 + 4) / 5;
    BigInteger bits = new BigInteger(1, bytes).shiftLeft(characters * 5 - bytes.length * 8);
    StringBuilder text = new StringBuilder();
    for (int index = characters - 1; index >= 0; index--) {
      text.append(BASE32.charAt(bits.shiftRight(index * 5).intValue() & 31));
    }
    return text.toString();
  }

  /** Bytes behind and before others, as they may stand in a larger value. */
  static byte[] surrounded(byte[] secret, int before) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[before]);
    out.writeBytes(secret);
    out.write(7);
    return out.toByteArray();
  }
}
