import { Identity, MessagingClient, OutcomeUnknownError, Strangers } from 'messaging-server-client';
import type { AnonymousConnection, AuthenticatedConnection } from 'messaging-server-client';
import { DEVICE_ID, loadAccount } from './account.ts';
import { base64url } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { Inbox } from './inbox.ts';
import type { Invitation } from './invitation.ts';
import { Outbox } from './outbox.ts';
import { Pictures, redraw } from './pictures.ts';
import { publish } from './sealing.ts';
import type { Account, Contact, Message, Store } from './store.ts';
import { WakeupSetting } from './wakeup-setting.ts';
import type { Subscribe } from './wakeup-setting.ts';

/** What the page shows. */
export interface MessengerListener {
  /** Whether others can reach the user, and the user them. */
  connected(connected: boolean): void;
  contact(contact: Contact): void;
  /** A message is new, or has another state. */
  message(message: Message): void;
  /** This part of a message's picture has been sent or received, from 0 to 1. */
  progress(message: number, part: number): void;
  failed(cause: unknown): void;
}

/** What a messenger needs. */
export interface MessengerOptions {
  /** What the user is called. */
  readonly name: string;
  /** URL of the server. */
  readonly server: string;
  readonly store: Store;
  readonly subscribe: Subscribe;
  readonly listener: MessengerListener;
}

/** One user, connected: an authenticated connection receives, and an anonymous one sends, so that the server never learns who sends. */
export class Messenger {
  /** What others need to write to this user. */
  readonly invitation: Invitation;
  readonly #token: Bytes;
  readonly #store: Store;
  readonly #listener: MessengerListener;
  readonly #receiver: AuthenticatedConnection;
  readonly #sender: AnonymousConnection;
  readonly #pictures: Pictures;
  readonly #outbox: Outbox;
  readonly #wakeups: WakeupSetting;

  private constructor({ name, server, store, subscribe, listener }: MessengerOptions, account: Account, identity: Identity, signedPreKey: Bytes) {
    const { registrationID, deviceKeys } = account;
    const client = new MessagingClient({ servers: server });
    this.invitation = { user: base64url(identity.userID), token: base64url(account.token), name };
    this.#token = account.token;
    this.#store = store;
    this.#listener = listener;
    const inbox = new Inbox({ address: { userID: identity.userID, deviceID: DEVICE_ID }, keys: deviceKeys }, store);
    this.#wakeups = new WakeupSetting(account, store, subscribe);
    this.#receiver = client.authenticated({
      identity,
      deviceID: DEVICE_ID,
      // This example's encryption needs no one-time keys.
      preKeys: { registrationID, signedPreKey, oneTimePreKeys: async () => [] },
      onMessage: (sealed) => this.#receive(inbox, sealed),
      wakeups: this.#wakeups,
    });
    this.#sender = client.anonymous();
    const sender = { identity, name, token: this.invitation.token };
    this.#pictures = new Pictures(client.attachments(), (message, part) => listener.progress(message, part));
    this.#outbox = new Outbox(sender, store, this.#sender, this.#pictures, (message) => listener.message(message));
  }

  /** The user in the store, who is not connected yet. */
  static async create(options: MessengerOptions): Promise<Messenger> {
    const account = await loadAccount(options.store);
    const identity = await Identity.ofKeys(account.identity);
    const signedPreKey = await publish(identity, DEVICE_ID, account.registrationID, account.deviceKeys);
    return new Messenger(options, account, identity, signedPreKey);
  }

  /** Connects, and sends what waits. Rejects if the server refuses the user. */
  async start(): Promise<void> {
    this.#receiver.onConnected(() => void this.#register().catch((cause: unknown) => this.#listener.failed(cause)));
    this.#receiver.onDisconnected(() => this.#listener.connected(false));
    this.#receiver.onConnectFailed(() => this.#listener.connected(false));
    this.#sender.connect().catch((cause: unknown) => this.#listener.failed(cause));
    for (const contact of await this.#store.contacts()) {
      this.#flush(contact);
    }
    await this.#receiver.connect();
  }

  /** Whether the user wants to be woken. */
  get isWoken(): boolean {
    return this.#wakeups.on;
  }

  /** Has the server wake the user, or not any more. Rejects with the reason if the server or the browser does not. */
  wake(on: boolean): Promise<void> {
    return this.#wakeups.turn(on, this.#receiver);
  }

  /** Adds the user of an invitation, unless it is a contact already. */
  async add({ user, token, name }: Invitation): Promise<Contact> {
    if (user === this.invitation.user) {
      throw new Error('this is your own link');
    }
    const contact = { user, token, name: (await this.#store.contact(user))?.name ?? name };
    await this.#store.saveContact(contact);
    return contact;
  }

  /** Stores a text, and sends it as soon as possible. */
  write(contact: Contact, text: string): Promise<void> {
    return this.#write(contact, { text });
  }

  /** Stores a picture, and sends it as soon as possible. */
  async show(contact: Contact, file: Blob): Promise<void> {
    const content = await redraw(file);
    await this.#write(contact, { text: '', picture: { type: content.type, bytes: content.size, content } });
  }

  /** Downloads a received picture. It stays in the history, where the server deletes it in time. */
  async download(message: Message): Promise<void> {
    if (message.picture !== undefined) {
      const content = await this.#pictures.download(message.number, message.picture);
      const downloaded = { ...message, picture: { ...message.picture, content } };
      await this.#store.update(downloaded);
      this.#listener.message(downloaded);
    }
  }

  async #write(contact: Contact, what: Pick<Message, 'text' | 'picture'>): Promise<void> {
    const written = { contact: contact.user, id: crypto.randomUUID(), ...what, state: 'waiting', at: Date.now() } as const;
    const message = await this.#store.add(written);
    if (message !== undefined) {
      this.#listener.message(message);
      this.#flush(contact);
    }
  }

  /** Sends a failed message again. */
  async retry(contact: Contact, message: Message): Promise<void> {
    const waiting = { ...message, state: 'waiting' } as const;
    await this.#store.update(waiting);
    this.#listener.message(waiting);
    this.#flush(contact);
  }

  async #receive(inbox: Inbox, sealed: Uint8Array): Promise<void> {
    const received = await inbox.receive(sealed);
    if (received !== undefined) {
      this.#listener.contact(received.contact);
      this.#listener.message(received.message);
    }
  }

  /** Registers the device for those who have its token. After the first time this changes nothing. */
  async #register(): Promise<void> {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', this.#token));
    try {
      await this.#receiver.admit({ strangers: Strangers.none, deliveryTokenHashes: [hash] });
      this.#listener.connected(true);
    } catch (cause) {
      // The connection was lost: the next one registers again.
      if (!(cause instanceof OutcomeUnknownError)) {
        throw cause;
      }
    }
  }

  #flush(contact: Contact): void {
    this.#outbox.flush(contact).catch((cause: unknown) => this.#listener.failed(cause));
  }
}
