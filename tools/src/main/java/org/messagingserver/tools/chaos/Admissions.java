package org.messagingserver.tools.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.messagingserver.client.Admission;
import org.messagingserver.client.Admission.Strangers;
import org.messagingserver.client.DeliveryToken;

/** Tokens, and the admissions that devices register with them. */
final class Admissions {
  private Admissions() {}

  /** Any token. */
  static DeliveryToken token(Random random) {
    byte[] value = new byte[DeliveryToken.BYTES];
    random.nextBytes(value);
    return DeliveryToken.of(value);
  }

  /** The token of a recipient, by its number. */
  static Optional<DeliveryToken> token(int number) {
    return ClientBehavior.of(number) == ClientBehavior.RESTORED
        ? Optional.of(token(new Random(number)))
        : Optional.empty();
  }

  /** Admits the holders of this token, and these strangers. */
  static Admission of(Strangers strangers, DeliveryToken token) {
    return new Admission(strangers, List.of(token));
  }

  /** Its name in the history. */
  static String name(Strangers strangers) {
    return strangers.name().toLowerCase(Locale.ROOT);
  }
}
