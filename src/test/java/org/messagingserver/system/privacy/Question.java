package org.messagingserver.system.privacy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.Handling;

/** How a stranger asks about somebody. */
enum Question {
  MESSAGE,
  MESSAGE_OF_NO_WORTH_LATER,
  MESSAGE_FOR_A_FORMER_REGISTRATION,
  MESSAGE_TO_MANY,
  PRE_KEYS;

  private static final Buffer TEXT = Buffer.buffer("are you there?");
  private static final OptionalInt FORMER_REGISTRATION = OptionalInt.of(4711);

  /** About the first of these users; only a message to many is about them all. */
  ClientMessage about(int sequence, List<Address> users) {
    return switch (this) {
      case MESSAGE -> message(sequence, users, false, OptionalInt.empty());
      case MESSAGE_OF_NO_WORTH_LATER -> message(sequence, users, true, OptionalInt.empty());
      case MESSAGE_FOR_A_FORMER_REGISTRATION ->
          message(sequence, users, false, FORMER_REGISTRATION);
      case MESSAGE_TO_MANY -> new MultiMessage(sequence, TEXT, parts(users));
      case PRE_KEYS -> new RequestPreKeys(sequence, users.get(0).user(), Set.of());
    };
  }

  private static ClientMessage message(
      int sequence, List<Address> users, boolean onlineOnly, OptionalInt registrationId) {
    Handling handling = new Handling(0, onlineOnly);
    return new OutboundMessage(
        sequence, users.get(0), TEXT, handling, registrationId, Optional.empty());
  }

  private static List<MultiMessage.Part> parts(List<Address> users) {
    return users.stream().map(user -> new MultiMessage.Part(user, Buffer.buffer("you"))).toList();
  }
}
