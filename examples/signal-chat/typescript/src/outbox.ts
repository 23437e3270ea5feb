import { ConnectionClosedError, ServerRefusedError } from 'messaging-server-client';
import type { AnonymousConnection } from 'messaging-server-client';
import { base64url, copy, hex, sha256 } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Journal, Transaction } from './journal.ts';
import type { Device } from './sealing.ts';

/** Messages that can be encrypted again, for a recipient who could not open them. */
const REMEMBERED = 500;

/** A message that was sent to a device, before encryption. */
export interface Sent {
  readonly to: Device;
  readonly plaintext: Bytes;
}

interface Stored {
  readonly userID: string;
  readonly deviceID: number;
  readonly bytes: string;
}

/** A message in the outbox. */
export type Entry = string & { readonly entry: unique symbol };

/**
 * Sealed messages that the server has not acked yet. They are on disk together with the ratchet that encrypted them, so that after a crash the same
 * bytes are sent again, and never two messages with one key.
 */
export class Outbox {
  readonly #journal: Journal;
  readonly #sender: AnonymousConnection;

  constructor(journal: Journal, sender: AnonymousConnection) {
    this.#journal = journal;
    this.#sender = sender;
  }

  put(transaction: Transaction, { to, plaintext }: Sent, sealed: Uint8Array): Entry {
    const number = Number(transaction.get('next-entry') ?? '1');
    transaction.set('next-entry', String(number + 1));
    const entry = `outbox/${number}` as Entry;
    transaction.set(entry, encode(to, sealed));
    transaction.set(sentKey(to, sha256(sealed)), encode(to, plaintext));
    transaction.keys('sent/').slice(0, -REMEMBERED).forEach((key) => transaction.delete(key));
    return entry;
  }

  entries(): readonly Entry[] {
    return this.#journal.keys('outbox/') as readonly Entry[];
  }

  /**
   * Sends until the server acks the message, for as long as it takes.
   *
   * @throws ServerRefusedError if the server refuses it for good; it is no longer in the outbox then
   */
  async deliver(entry: Entry): Promise<void> {
    const { to, bytes } = decode(this.#journal.get(entry));
    let refusal: ServerRefusedError | undefined;
    for (let delivered = false; !delivered && !refusal; ) {
      try {
        await this.#sender.send(to, bytes);
        delivered = true;
      } catch (cause) {
        refusal = refusalOf(cause);
      }
    }
    await this.#journal.transaction((transaction) => transaction.delete(entry));
    if (refusal) {
      throw refusal;
    }
  }

  recipient(entry: Entry): Sent {
    const { to, bytes } = decode(this.#journal.get(entry));
    return { to, plaintext: decode(this.#journal.get(sentKey(to, sha256(bytes)))).bytes };
  }

  /**
   * Sends messages whose last bytes are the same in one frame.
   *
   * @returns those that are not safe, because the server has refused them or has not answered
   */
  async deliverTogether(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const messages = entries.map((entry) => decode(this.#journal.get(entry)));
    const shared = commonEnd(messages.map(({ bytes }) => bytes));
    const parts = messages.map(({ to, bytes }) => ({ to, head: bytes.subarray(0, bytes.length - shared.length) }));
    const refusals = await this.#sender.sendMultiRecipient(shared, parts).catch((cause: Error) => parts.map(() => cause));
    await this.#journal.transaction((transaction) => entries.filter((_, part) => !refusals[part]).forEach((entry) => transaction.delete(entry)));
    return entries.filter((_, part) => refusals[part]);
  }

  /** Takes what was sent to this device as this sealed message, if it is remembered. */
  takeSent(transaction: Transaction, to: Device, sealedMessageHash: Uint8Array): Sent | undefined {
    const key = sentKey(to, sealedMessageHash);
    const stored = transaction.get(key);
    if (stored === undefined) {
      return undefined;
    }
    transaction.delete(key);
    return { to, plaintext: decode(stored).bytes };
  }
}

/** A refusal for good; undefined if the outcome is unknown and the message is to be sent again. */
function refusalOf(cause: unknown): ServerRefusedError | undefined {
  if (cause instanceof ConnectionClosedError || cause instanceof RangeError) {
    throw cause;
  }
  return cause instanceof ServerRefusedError ? cause : undefined;
}

/** All devices of a user may have received the same bytes. */
function sentKey({ userID, deviceID }: Device, hash: Uint8Array): string {
  return `sent/${hex(hash)}/${hex(userID)}/${deviceID}`;
}

/** The bytes with which all end. */
function commonEnd([first = new Uint8Array(), ...others]: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  while (length < first.length && others.every((other) => other.at(-1 - length) === first.at(-1 - length))) {
    length++;
  }
  return first.subarray(first.length - length);
}

function encode({ userID, deviceID }: Device, bytes: Uint8Array): string {
  return JSON.stringify({ userID: base64url(userID), deviceID, bytes: base64url(bytes) } satisfies Stored);
}

function decode(stored: string | undefined): { to: Device; bytes: Bytes } {
  if (stored === undefined) {
    throw new Error('the message is not in the outbox');
  }
  const { userID, deviceID, bytes } = JSON.parse(stored) as Stored;
  return { to: { userID: copy(Buffer.from(userID, 'base64url')), deviceID }, bytes: copy(Buffer.from(bytes, 'base64url')) };
}
