package org.messagingserver.client;

import java.util.List;
import org.messagingserver.protocol.UploadLinks;

/** A message from the server: an answer to a request, or a request to the client. */
abstract class ServerMessage {
  private final int sequence;

  private ServerMessage(int sequence) {
    this.sequence = sequence;
  }

  /** The number of the client's request that this answers, or of this request of the server. */
  final int sequence() {
    return sequence;
  }

  /** The request succeeded. */
  static final class Ack extends ServerMessage {
    Ack(int sequence) {
      super(sequence);
    }
  }

  /** The request failed. */
  static final class Failure extends ServerMessage {
    final String name;
    final String description;

    Failure(int sequence, String name, String description) {
      super(sequence);
      this.name = name;
      this.description = description;
    }
  }

  /** The first message of a connection; the key is empty if the server wakes nobody. */
  static final class AuthChallenge extends ServerMessage {
    final byte[] nonce;
    final byte[] wakeupKey;

    AuthChallenge(int sequence, byte[] nonce, byte[] wakeupKey) {
      super(sequence);
      this.nonce = nonce;
      this.wakeupKey = wakeupKey;
    }
  }

  /** The keys of one device; the size is 0 if the first version is spoken. */
  static final class PreKey extends ServerMessage {
    final PreKeyBundle bundle;
    final int answerSize;

    PreKey(int sequence, PreKeyBundle bundle, int answerSize) {
      super(sequence);
      this.bundle = bundle;
      this.answerSize = answerSize;
    }
  }

  /** Few one-time keys are left; the server requests this many more. */
  static final class PreKeysLow extends ServerMessage {
    final int keysRequested;

    PreKeysLow(int sequence, int keysRequested) {
      super(sequence);
      this.keysRequested = keysRequested;
    }
  }

  /** A sealed message, exactly as its sender sent it; the client has to ack it. */
  static final class InboundMessage extends ServerMessage {
    final byte[] sealedMessage;

    InboundMessage(int sequence, byte[] sealedMessage) {
      super(sequence);
      this.sealedMessage = sealedMessage;
    }
  }

  /** Everything that waited at the login is acked. */
  static final class Drained extends ServerMessage {
    Drained(int sequence) {
      super(sequence);
    }
  }

  /** The device's keys on file, and whether it is woken. */
  static final class KeyStatus extends ServerMessage {
    final KeysOnFile keys;
    final WakeupStatus wakeup;

    KeyStatus(int sequence, KeysOnFile keys, WakeupStatus wakeup) {
      super(sequence);
      this.keys = keys;
      this.wakeup = wakeup;
    }
  }

  /** The parts of a MultiMessage that were refused. */
  static final class MultiResult extends ServerMessage {
    final List<Refusal> refused;

    MultiResult(int sequence, List<Refusal> refused) {
      super(sequence);
      this.refused = refused;
    }

    /** The index of a part, and the name of its error. */
    static final class Refusal {
      final int part;
      final String name;

      Refusal(int part, String name) {
        this.part = part;
        this.name = name;
      }
    }
  }

  /** A place for an attachment. */
  static final class Upload extends ServerMessage {
    final UploadLinks links;

    Upload(int sequence, UploadLinks links) {
      super(sequence);
      this.links = links;
    }
  }
}
