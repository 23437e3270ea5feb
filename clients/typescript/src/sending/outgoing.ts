import { encode } from '../wire/codec.ts';
import type { Address, Message } from '../wire/message.ts';
import type { Deferred } from '../deferred.ts';

/** A message that its sender waits for. */
export interface Outgoing {
  /** Its place among all messages of the connection. */
  readonly number: number;
  readonly to: Address;
  readonly sealedMessage: Uint8Array;
  /** When it counts as not sent, by the clock that never jumps. */
  readonly deadline: number;
  readonly outcome: Deferred<void>;
}

// Envelope, address, lengths: more than they ever take.
const OVERHEAD = 128;
const LONGEST_SEQUENCE = 0xffffffff;

/** What carries a message under this sequence. */
export function outbound(to: Address, sealedMessage: Uint8Array, sequence: number): Message {
  return { sequence, payload: { type: 'outboundMessage', to, unidentifiedSenderMessage: sealedMessage } };
}

/** Whether the message goes into one frame of so many bytes, whatever its sequence. */
export function fits(to: Address, sealedMessage: Uint8Array, frameBytes: number): boolean {
  return (
    sealedMessage.length <= frameBytes - OVERHEAD ||
    (sealedMessage.length <= frameBytes && encode(outbound(to, sealedMessage, LONGEST_SEQUENCE)).length <= frameBytes)
  );
}
