import { ServerRefusedError } from 'messaging-server-client';
import { accessFor } from './access.ts';
import type { Account } from './account.ts';
import type { Bytes } from './bytes.ts';
import { encodeContent } from './content.ts';
import type { Body } from './content.ts';
import type { Directory } from './directory.ts';
import type { Journal, Transaction } from './journal.ts';
import type { Entry, Outbox, Sent } from './outbox.ts';
import type { Device, Sealing } from './sealing.ts';
import { Stores } from './stores.ts';

/** Recipients of one frame; a server accepts at least as many by default. */
const MAX_RECIPIENTS = 100;
/** A server that calls every registration stale would otherwise keep this device busy for good. */
const MAX_RESEALS = 3;

/** Sends content to users: to each of their devices, in its session. */
export class Sending {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #sealing: Sealing;
  readonly #directory: Directory;
  readonly #outbox: Outbox;

  constructor(account: Account, journal: Journal, sealing: Sealing, directory: Directory, outbox: Outbox) {
    this.#account = account;
    this.#journal = journal;
    this.#sealing = sealing;
    this.#directory = directory;
    this.#outbox = outbox;
  }

  /**
   * Sends to all devices of a user; of this user, to all others.
   *
   * @returns a promise that resolves once the server has acked it for each device; it rejects with a `ServerRefusedError` if the user has none
   */
  async toUser(userID: Uint8Array, body: Body, sentAt = Date.now()): Promise<void> {
    await this.#directory.upToDate(userID);
    await this.deliver(await this.#journal.transaction((transaction) => this.sealForUser(transaction, userID, body, sentAt)));
  }

  /** Puts a message for each known device of a user into the outbox; of this user, for each other one. */
  sealForUser(transaction: Transaction, userID: Uint8Array, body: Body, sentAt = Date.now()): Promise<readonly Entry[]> {
    const plaintext = this.encode(transaction, userID, body, sentAt);
    return inTurn(this.#directory.devices(transaction, userID), (to) => this.seal(transaction, { to, plaintext }));
  }

  /** Sends to several users. One who is gone, or does not take it, keeps nobody else from it. */
  async toEach(userIDs: readonly Uint8Array[], body: Body): Promise<void> {
    const outcomes = await Promise.allSettled(userIDs.map((userID) => this.toUser(userID, body)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !(outcome.reason instanceof ServerRefusedError)) {
        throw outcome.reason;
      }
    }
  }

  /** The plaintext for a user, with a token to send to this one with if they may have it. */
  encode(transaction: Transaction, userID: Uint8Array, body: Body, sentAt?: number): Bytes {
    return encodeContent(body, sentAt, accessFor(this.#account, transaction, userID));
  }

  /** Sends to the other devices of this user. */
  toSiblings(body: Body, sentAt = Date.now()): Promise<void> {
    return this.toUser(this.#account.userID, body, sentAt);
  }

  /** Sends to one device, in a session that begins with this message if `renewed`. */
  async toDevice(to: Device, body: Body, { renewed }: { renewed: boolean }): Promise<void> {
    if (renewed) {
      await this.#journal.transaction((transaction) => this.#directory.forget(transaction, to));
      await this.#directory.fetch(to.userID, [to.deviceID]);
    }
    const entry = await this.#journal.transaction((transaction) =>
      this.seal(transaction, { to, plaintext: this.encode(transaction, to.userID, body) }),
    );
    await this.deliver([entry]);
  }

  /** Puts a message into the outbox. */
  async seal(transaction: Transaction, sent: Sent): Promise<Entry> {
    const sealed = await this.#sealing.seal(new Stores(this.#account, transaction), sent.to, sent.plaintext);
    return this.#outbox.put(transaction, sent, sealed, this.#directory.registrationID(transaction, sent.to) ?? 0);
  }

  /** Sends what is in the outbox since the last time. */
  async deliverWaiting(): Promise<void> {
    await this.deliver(this.#outbox.entries());
  }

  /** Rejects with the first failure, after all have an outcome. Seals a message again this many times at most. */
  async deliver(entries: readonly Entry[], reseals = MAX_RESEALS): Promise<void> {
    const outcomes = await Promise.allSettled(entries.map((entry) => this.#deliver(entry, reseals)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        throw outcome.reason;
      }
    }
  }

  /** Like {@link deliver}, for messages that share most bytes: in as few frames as possible. What is not safe then is sent by itself. */
  async deliverTogether(entries: readonly Entry[]): Promise<void> {
    for (let begin = 0; begin < entries.length; begin += MAX_RECIPIENTS) {
      await this.deliver(await this.#outbox.deliverTogether(entries.slice(begin, begin + MAX_RECIPIENTS)));
    }
  }

  async #deliver(entry: Entry, reseals: number): Promise<void> {
    const { to } = this.#outbox.waiting(this.#journal, entry);
    try {
      await this.#outbox.deliver(entry);
    } catch (cause) {
      const refusal = cause instanceof ServerRefusedError ? cause.error : undefined;
      if (refusal === 'stale_device' && reseals > 0) {
        await this.deliver(await this.#sealAgain(entry), reseals - 1);
      } else if (refusal === 'unknown_device') {
        await this.#journal.transaction((transaction) => this.#directory.forget(transaction, to));
      } else {
        await this.#journal.transaction((transaction) => this.#outbox.remove(transaction, entry));
        throw cause;
      }
    }
  }

  /** The device has registered again, and has lost the keys that would open the message. Returns nothing if it is gone by now. */
  async #sealAgain(entry: Entry): Promise<readonly Entry[]> {
    const { to, plaintext, registrationID } = this.#outbox.waiting(this.#journal, entry);
    await this.#directory.renew(to, registrationID);
    return this.#journal.transaction(async (transaction) => {
      this.#outbox.remove(transaction, entry);
      const isGone = this.#directory.registrationID(transaction, to) === undefined;
      return isGone ? [] : [await this.seal(transaction, { to, plaintext })];
    });
  }
}

/** Like Promise.all, but one after the other: each changes the same state. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) {
    results.push(await work(item));
  }
  return results;
}
