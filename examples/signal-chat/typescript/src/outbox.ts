import { ConnectionClosedError, ServerRefusedError } from 'messaging-server-client';
import type { AnonymousConnection, SendOptions } from 'messaging-server-client';
import type { Account } from './account.ts';
import { base64url, copy, hex, sha256 } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Journal, Transaction } from './journal.ts';
import type { Device } from './sealing.ts';
import { heldTokens } from './tokens.ts';

/** Messages that can be encrypted again, for a recipient who could not open them. */
const REMEMBERED = 500;

/** A message that was sent to a device, before encryption. */
export interface Sent {
  readonly to: Device;
  readonly plaintext: Bytes;
}

/** A message in the outbox, in both forms. */
interface Waiting extends Sent {
  readonly sealed: Bytes;
  /** The registration whose session it was sealed in. */
  readonly registrationID: number;
}

interface Stored {
  readonly userID: string;
  readonly deviceID: number;
  readonly plaintext: string;
}

interface StoredEntry extends Stored {
  readonly sealed: string;
  readonly registrationID: number;
}

/** A message in the outbox. */
export type Entry = string & { readonly entry: unique symbol };

/**
 * Sealed messages that the server has not acked yet. They are on disk together with the ratchet that encrypted them, so that after a crash the same
 * bytes are sent again, and never two messages with one key.
 */
export class Outbox {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #sender: AnonymousConnection;

  constructor(account: Account, journal: Journal, sender: AnonymousConnection) {
    this.#account = account;
    this.#journal = journal;
    this.#sender = sender;
  }

  put(transaction: Transaction, sent: Sent, sealed: Uint8Array, registrationID: number): Entry {
    const number = Number(transaction.get('next-entry') ?? '1');
    transaction.set('next-entry', String(number + 1));
    const entry = `outbox/${number}` as Entry;
    transaction.set(entry, JSON.stringify({ ...stored(sent), sealed: base64url(sealed), registrationID } satisfies StoredEntry));
    transaction.set(sentKey(sent.to, sha256(sealed)), JSON.stringify(stored(sent)));
    transaction.keys('sent/').slice(0, -REMEMBERED).forEach((key) => transaction.delete(key));
    return entry;
  }

  entries(): readonly Entry[] {
    return this.#journal.keys('outbox/') as readonly Entry[];
  }

  /**
   * Sends until the server acks the message, for as long as it takes.
   *
   * @throws ServerRefusedError if the server refuses it for good; it is no longer in the outbox then, unless it is stale and has to be sealed again
   */
  async deliver(entry: Entry): Promise<void> {
    const waiting = this.waiting(this.#journal, entry);
    let refusal: ServerRefusedError | undefined;
    for (let delivered = false; !delivered && !refusal; ) {
      try {
        await this.#sender.send(waiting.to, waiting.sealed, this.#options(waiting));
        delivered = true;
      } catch (cause) {
        refusal = refusalOf(cause);
      }
    }
    if (refusal?.error !== 'stale_device') {
      await this.#journal.transaction((transaction) => this.remove(transaction, entry));
    }
    if (refusal) {
      throw refusal;
    }
  }

  waiting(state: Pick<Transaction, 'get'>, entry: Entry): Waiting {
    const value = state.get(entry);
    if (value === undefined) {
      throw new Error('the message is not in the outbox');
    }
    const { sealed, registrationID, ...sent } = JSON.parse(value) as StoredEntry;
    return { ...loaded(sent), sealed: decode(sealed), registrationID };
  }

  remove(transaction: Transaction, entry: Entry): void {
    transaction.delete(entry);
  }

  #options({ to, registrationID }: Waiting): SendOptions {
    return { registrationID, ...heldTokens.option(this.#account, this.#journal, to.userID) };
  }

  /**
   * Sends messages whose last bytes are the same in one frame.
   *
   * @returns those that are not safe, because the server has refused them or has not answered
   */
  async deliverTogether(entries: readonly Entry[]): Promise<readonly Entry[]> {
    const messages = entries.map((entry) => this.waiting(this.#journal, entry));
    const shared = commonEnd(messages.map(({ sealed }) => sealed));
    const head = (sealed: Bytes): Bytes => sealed.subarray(0, sealed.length - shared.length);
    const parts = messages.map((message) => ({ to: message.to, head: head(message.sealed), ...this.#options(message) }));
    const refusals = await this.#sender.sendMultiRecipient(shared, parts).catch((cause: Error) => parts.map(() => cause));
    await this.#journal.transaction((transaction) => entries.filter((_, part) => !refusals[part]).forEach((entry) => transaction.delete(entry)));
    return entries.filter((_, part) => refusals[part]);
  }

  /** Takes what was sent to this device as this sealed message, if it is remembered. */
  takeSent(transaction: Transaction, to: Device, sealedMessageHash: Uint8Array): Sent | undefined {
    const key = sentKey(to, sealedMessageHash);
    const value = transaction.get(key);
    if (value === undefined) {
      return undefined;
    }
    transaction.delete(key);
    return loaded(JSON.parse(value) as Stored);
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

function stored({ to: { userID, deviceID }, plaintext }: Sent): Stored {
  return { userID: base64url(userID), deviceID, plaintext: base64url(plaintext) };
}

function loaded({ userID, deviceID, plaintext }: Stored): Sent {
  return { to: { userID: decode(userID), deviceID }, plaintext: decode(plaintext) };
}

function decode(value: string): Bytes {
  return copy(Buffer.from(value, 'base64url'));
}
