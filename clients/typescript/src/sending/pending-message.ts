import { encode } from '../wire/codec.ts';
import type { Address, Message } from '../wire/message.ts';
import type { Deferred } from '../deferred.ts';

/** A message that is not yet acked or failed. */
export interface PendingMessage {
  /** Its position among all messages of the connection. */
  readonly number: number;
  readonly to: Address;
  readonly sealedMessage: Uint8Array;
  /** When it fails, by the monotonic clock. */
  readonly deadline: number;
  readonly outcome: Deferred<void>;
}

// An upper bound for envelope, address and lengths.
const OVERHEAD = 128;
const LONGEST_SEQUENCE = 0xffffffff;

/** The Message that carries a sealed message, with this sequence. */
export function outboundMessage(to: Address, sealedMessage: Uint8Array, sequence: number): Message {
  return { sequence, payload: { type: 'outboundMessage', to, unidentifiedSenderMessage: sealedMessage } };
}

/** Whether the message fits into a frame of this size, with any sequence. */
export function fits(to: Address, sealedMessage: Uint8Array, frameBytes: number): boolean {
  return (
    sealedMessage.length <= frameBytes - OVERHEAD ||
    (sealedMessage.length <= frameBytes && encode(outboundMessage(to, sealedMessage, LONGEST_SEQUENCE)).length <= frameBytes)
  );
}
