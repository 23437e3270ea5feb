package org.messagingserver.tools.chaos;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.messagingserver.client.MessagePart;
import org.messagingserver.client.SendOptions;
import org.messagingserver.protocol.Handling;

/**
 * A message that is about to be sent.
 *
 * @param padding bytes of its content besides the payload
 * @param described its call, as the history has it
 */
record Outgoing(
    Recipient to, TestPayload payload, SendOptions options, int padding, JsonObject described) {
  /**
   * Describes a message.
   *
   * @param socket the number of its sender's socket, 0 without one
   */
  static Outgoing of(Recipient to, TestPayload payload, Draft draft, int socket) {
    SendOptions options = draft.options(to);
    JsonObject described =
        new JsonObject()
            .put("message", Integer.toString(payload.id()))
            .put("address", to.label())
            .put("socket", socket);
    if (options.handling().onlineOnly()) {
      described.put("onlineOnly", true);
    }
    if (options.handling().ttlHours() != 0) {
      described.put("ttlHours", options.handling().ttlHours());
    }
    if (draft.token() == NamedToken.RIGHT) {
      to.token().ifPresent(token -> described.put("token", true));
    }
    options.registrationId().ifPresent(id -> described.put("registration", id));
    return new Outgoing(to, payload, options, draft.padding(), described);
  }

  /** The same, as a part of a frame. */
  Outgoing inFrame(int frame) {
    return new Outgoing(to, payload, options, padding, described.copy().put("frame", frame));
  }

  Buffer content() {
    return payload.bytes(padding);
  }

  MessagePart part() {
    return new MessagePart(
        to.address(),
        payload.head(padding).getBytes(),
        options.registrationId(),
        options.deliveryToken());
  }

  void countIn(UsageCounts usage) {
    Handling handling = options.handling();
    if (handling.onlineOnly()) {
      usage.add("messages with onlineOnly");
    }
    if (handling.ttlHours() != 0) {
      usage.add("messages with ttlHours");
    }
    if (options.deliveryToken().isPresent()) {
      boolean isRight = options.deliveryToken().equals(to.token());
      usage.add(isRight ? "messages with a delivery token" : "messages with a wrong token");
    }
    if (options.registrationId().isPresent()) {
      usage.add("messages that name a registration");
    }
  }
}
