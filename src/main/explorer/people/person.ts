import { Identity } from 'messaging-server-client';
import type { Address } from 'messaging-server-client';
import { NAMES } from '../diagram/seen.ts';
import type { Who } from '../diagram/seen.ts';
import { same } from '../sealing/bytes.ts';
import type { Bytes } from '../sealing/bytes.ts';
import { seal } from '../sealing/envelope.ts';
import type { Letter } from '../sealing/envelope.ts';
import { verified } from '../sealing/signed-pre-key.ts';
import { Card } from './card.ts';
import { ENOUGH, KeyRing } from './key-ring.ts';
import { Letters } from './letters.ts';
import { DEVICE, Sockets } from './sockets.ts';
import type { SocketEvents } from './sockets.ts';

const GARBAGE_BYTES = 24;
const NO_TAG = 0xff;

/** Events of a person. */
export interface PersonEvents extends SocketEvents {
  begins(words: string): void;
  sealed(bytes: Uint8Array, inside: string): void;
  heard(kind: 'letter' | 'again' | 'unreadable'): void;
}

/** How to reach a person. */
export interface Contact {
  readonly who: Who;
  readonly userID: Bytes;
}

/** One of the two users: keys, sockets, and the commands of the card. */
export class Person {
  readonly who: Who;
  readonly card: Card;
  readonly #identity: Identity;
  readonly #ring: KeyRing;
  readonly #letters: Letters;
  readonly #sockets: Sockets;
  readonly #events: PersonEvents;
  #acks = true;
  #wantsOnline = true;
  #friend: Contact | undefined;
  #last: Promise<void> = Promise.resolve();

  private constructor(who: Who, identity: Identity, ring: KeyRing, events: PersonEvents) {
    this.who = who;
    this.#identity = identity;
    this.#ring = ring;
    this.#letters = new Letters(ring);
    this.#events = events;
    this.#sockets = new Sockets(identity, ring, (sealed) => this.#receive(sealed), events);
    this.card = new Card(who, {
      say: (text) => void this.say(text),
      online: (on) => {
        this.#wantsOnline = on;
        return on ? this.#inTurn(() => this.#comeOnline()) : this.#goOffline();
      },
      acks: (on) => (this.#acks = on),
      topsUp: (on) => this.#inTurn(() => (on ? this.#topUp() : this.#runLow())),
      garbage: () => this.#sendGarbage(),
    });
    this.card.address(ring.userID);
  }

  /** Creates an offline user. */
  static async create(who: Who, events: PersonEvents): Promise<Person> {
    const identity = await Identity.generate({ extractable: false });
    const ring = await KeyRing.of(new Uint8Array(identity.userID), identity.keys.privateKey);
    return new Person(who, identity, ring, events);
  }

  get contact(): Contact {
    return { who: this.who, userID: this.#ring.userID };
  }

  /** Connects, registers, and from now on writes to this friend. */
  async begin(friend: Contact): Promise<void> {
    this.#friend = friend;
    await this.#sockets.open();
    await this.#sockets.authenticated?.register(ENOUGH);
  }

  /** Unregisters, if a page that is being closed still can. */
  leave(): void {
    void this.#sockets.authenticated?.unregister().catch(() => {});
  }

  /** Resolves when the latest command of the switches has succeeded or failed. */
  atRest(): Promise<void> {
    return this.#last;
  }

  #inTurn(task: () => Promise<void>): void {
    this.#last = this.#last.then(task).catch(() => {});
  }

  /** Fetches the friend's keys, seals and sends a message; resolves when the server has acked it, or when it failed. */
  async say(text: string): Promise<void> {
    const show = this.card.said(text);
    if (this.#friend !== undefined) {
      this.#events.begins(`${NAMES[this.who]} sends to ${NAMES[this.#friend.who]}`);
      await this.#send(text, this.#friend, show).catch((cause: unknown) => show(reason(cause), 'failed'));
    }
  }

  async #send(text: string, { userID }: Contact, show: ReturnType<Card['said']>): Promise<void> {
    const line = this.#sockets.anonymous;
    if (line === undefined) {
      throw new Error('offline');
    }
    show('requesting keys …', 'waiting');
    const [bundle] = await line.preKeys(userID, { devices: 1 });
    if (bundle === undefined) {
      throw new Error('the recipient has no device');
    }
    show('encrypting …', 'waiting');
    const signedPreKey = await verified(userID, bundle.signedPreKey);
    const recipient = { userID, signedPreKey, oneTimePreKey: new Uint8Array(bundle.oneTimePreKey ?? []) };
    const author = { userID: this.#ring.userID, privateKey: this.#identity.keys.privateKey };
    const sealed = await seal(text, author, recipient);
    this.#events.sealed(sealed, `${NAMES[this.who]}: “${text}”`);
    show('sent …', 'waiting');
    await line.send(addressOf(userID), sealed);
    show('safe', 'safe');
  }

  // The client does not ack a message whose handler rejects.
  async #receive(sealed: Uint8Array): Promise<void> {
    const opened = await this.#letters.open(sealed).catch(() => undefined);
    if (opened === undefined) {
      this.card.heard('…', 'cannot be decrypted; acked, so that the server does not send it again', 'unreadable');
      this.#events.heard('unreadable');
      return;
    }
    const { letter, again } = opened;
    const kind = again ? 'again' : 'letter';
    this.card.heard(letter.text, `${again ? 'again ' : ''}from ${this.#nameOf(letter)}${this.#acks ? '' : ', not acked'}`, kind);
    this.#events.heard(kind);
    if (!this.#acks) {
      throw new Error('not acked');
    }
  }

  #nameOf({ from }: Letter): string {
    return this.#friend !== undefined && same(from, this.#friend.userID) ? NAMES[this.#friend.who] : 'somebody';
  }

  /** Takes effect immediately, even while connecting to an unreachable server. */
  #goOffline(): void {
    this.#events.begins(`${NAMES[this.who]} goes offline`);
    const closed = this.#sockets.close();
    this.#inTurn(() => closed);
  }

  // The switch may have changed several times since.
  async #comeOnline(): Promise<void> {
    if (this.#wantsOnline && this.#sockets.authenticated === undefined) {
      this.#events.begins(`${NAMES[this.who]} comes online`);
      await this.#sockets.open();
    }
  }

  async #runLow(): Promise<void> {
    this.#ring.topsUp = false;
    this.#events.begins(`${NAMES[this.who]} registers a new signed key with a single one-time key`);
    await this.#ring.renew(1);
    await this.#sockets.authenticated?.register(1);
  }

  async #topUp(): Promise<void> {
    this.#ring.topsUp = true;
    this.#events.begins(`${NAMES[this.who]} adds one-time keys`);
    await this.#sockets.authenticated?.register(ENOUGH);
  }

  #sendGarbage(): void {
    this.#events.begins(`${NAMES[this.who]} sends bytes that are not a Message`);
    this.#sockets.anonymous?.sendRaw(crypto.getRandomValues(new Uint8Array(GARBAGE_BYTES)).fill(NO_TAG, 0, 1));
  }
}

function addressOf(userID: Bytes): Address {
  return { userID, deviceID: DEVICE };
}

function reason(cause: unknown): string {
  return cause instanceof Error ? `not sent: ${cause.message}` : 'not sent';
}
