import type { Payload } from 'messaging-server-client';
import { element, find } from './dom.ts';
import { NAMES } from './diagram/seen.ts';
import type { Seen, Who } from './diagram/seen.ts';
import { hex, same } from './sealing/bytes.ts';

/** What the server has learned of one Address. */
interface Entry {
  readonly address: string;
  online: boolean;
  signedPreKey: Uint8Array;
  oneTimeKeys: number;
  askedFor: number;
  messages: number;
  bytes: number;
}

/** Everything that the server can learn, derived only from the frames on the wire. */
export class Ledger {
  readonly #entries: Readonly<Record<Who, Entry>>;
  readonly #owner: (userID: Uint8Array | undefined) => Who | undefined;
  readonly #list = find('#seen');

  /**
   * @param userIDs of the two
   * @param owner returns the owner of a userID
   */
  constructor(userIDs: Readonly<Record<Who, Uint8Array>>, owner: (userID: Uint8Array | undefined) => Who | undefined) {
    this.#entries = { alice: entry(userIDs.alice), bob: entry(userIDs.bob) };
    this.#owner = owner;
    this.#show();
  }

  /** Adds a frame that the server has sent or received. */
  seen({ who, frame, answers }: Seen): void {
    const payload = frame.message?.payload;
    if (payload !== undefined && (frame.direction === 'sent' || payload.type === 'preKey' || answers === 'authResponse')) {
      this.#take(who, payload);
      this.#show();
    }
  }

  /** One-time keys that the server should have of this person. */
  oneTimeKeys(who: Who): number {
    return this.#entries[who].oneTimeKeys;
  }

  /** Whether this person has an authenticated socket. */
  isOnline(who: Who): boolean {
    return this.#entries[who].online;
  }

  /** The person's authenticated socket is closed. */
  offline(who: Who): void {
    this.#entries[who].online = false;
    this.#show();
  }

  #take(who: Who, payload: Payload): void {
    switch (payload.type) {
      case 'ack':
        this.#entries[who].online = true;
        break;
      case 'register':
        registered(this.#entries[who], payload.signedPreKey, payload.oneTimePreKeys.length);
        break;
      case 'requestPreKeys':
        this.#of(payload.userID, (entry) => entry.askedFor++);
        break;
      case 'preKey':
        this.#of(payload.address?.userID, (entry) => (entry.oneTimeKeys -= Math.min(1, payload.oneTimePreKey.length)));
        break;
      case 'outboundMessage':
        this.#of(payload.to?.userID, (entry) => {
          entry.messages++;
          entry.bytes += payload.unidentifiedSenderMessage.length;
        });
        break;
    }
  }

  #of(userID: Uint8Array | undefined, change: (entry: Entry) => void): void {
    const who = this.#owner(userID);
    if (who !== undefined) {
      change(this.#entries[who]);
    }
  }

  #show(): void {
    this.#list.replaceChildren(...(Object.keys(NAMES) as Who[]).map((who) => line(this.#entries[who])));
  }
}

function entry(userID: Uint8Array): Entry {
  const address = `${hex(userID).slice(0, 8)}…`;
  return { address, online: false, signedPreKey: new Uint8Array(), oneTimeKeys: 0, askedFor: 0, messages: 0, bytes: 0 };
}

function registered(entry: Entry, signedPreKey: Uint8Array, oneTimeKeys: number): void {
  entry.oneTimeKeys = oneTimeKeys + (same(entry.signedPreKey, signedPreKey) ? entry.oneTimeKeys : 0);
  entry.signedPreKey = signedPreKey;
}

function line(entry: Entry): HTMLLIElement {
  const { online, oneTimeKeys, askedFor, messages, bytes } = entry;
  const facts = [
    `is ${online ? 'online' : 'offline'}, with ${count(oneTimeKeys, 'one-time key')} on the server`,
    ...(askedFor > 0 ? [`anonymous senders requested its keys ${count(askedFor, 'time')}`] : []),
    ...(messages > 0 ? [`anonymous senders sent it ${count(messages, 'message')}, ${bytes} bytes in total`] : []),
  ];
  return element('li', {}, element('code', {}, `${entry.address} / 1`), ` ${facts.join('; ')}`);
}

function count(number: number, of: string): string {
  return number === 1 ? `1 ${of}` : `${number} ${of}s`;
}
