import { encode } from '../wire/codec.ts';
import type { Address, Message, OutboundMessage } from '../wire/message.ts';
import type { Deferred } from '../deferred.ts';

/** What a message needs besides its recipient and its bytes. Needs the second version of the protocol. */
export interface SendOptions {
  /**
   * Hours after which the server may delete the message if it still waits. It rounds up to 1, 24, 168 or 720, and keeps no message longer than
   * `ServerInfo.retentionHours`, as it does without this.
   */
  readonly ttlHours?: number;
  /**
   * Whether the message is worth nothing later, such as "is typing". The server passes it on to a recipient that is connected, or drops it, and acks
   * it in either case. The client writes it at once and only once: the promise rejects with an `OutcomeUnknownError` if it cannot be written now, or
   * if the connection is lost before the answer.
   */
  readonly onlineOnly?: boolean;
  /** Whether the message does not wake its recipient, such as a receipt. */
  readonly quiet?: boolean;
  /** Of the keys that the message was sealed with: if the device has another one by now, the server refuses the message with `stale_device`. */
  readonly registrationID?: number;
  /** One of the recipient's 32-byte delivery tokens, without which the sender is a stranger. */
  readonly deliveryToken?: Uint8Array;
}

/** A message that is not yet acked or failed. */
export interface PendingMessage {
  /** Its position among all messages of the connection. */
  readonly number: number;
  readonly to: Address;
  readonly sealedMessage: Uint8Array;
  readonly options: SendOptions;
  /** When it fails, by the monotonic clock. */
  readonly deadline: number;
  readonly outcome: Deferred<void>;
}

// An upper bound for envelope, address, options and lengths.
const OVERHEAD = 192;
const LONGEST_SEQUENCE = 0xffffffff;
const NO_TOKEN = new Uint8Array(0);

/** The Message that carries a sealed message, with this sequence. */
export function outboundMessage(to: Address, sealedMessage: Uint8Array, options: SendOptions, sequence: number): Message {
  return { sequence, payload: outbound(to, sealedMessage, options) };
}

/** The payload that carries a sealed message. */
export function outbound(to: Address, sealedMessage: Uint8Array, options: SendOptions): OutboundMessage {
  const { registrationID, onlineOnly = false, ttlHours = 0, quiet = false, deliveryToken = NO_TOKEN } = options;
  return { type: 'outboundMessage', to, unidentifiedSenderMessage: sealedMessage, registrationID, onlineOnly, ttlHours, quiet, deliveryToken };
}

/** Whether the message fits into a frame of this size, with any sequence. */
export function fits(to: Address, sealedMessage: Uint8Array, options: SendOptions, frameBytes: number): boolean {
  return (
    sealedMessage.length <= frameBytes - OVERHEAD ||
    (sealedMessage.length <= frameBytes && encode(outboundMessage(to, sealedMessage, options, LONGEST_SEQUENCE)).length <= frameBytes)
  );
}
