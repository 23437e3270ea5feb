import type { Keys } from 'messaging-server-client';
import type { Bytes } from './bytes.ts';

/** The user of this page. Its private keys are in the browser, and no code can read them. */
export interface Account {
  readonly identity: Keys;
  readonly deviceKeys: CryptoKeyPair;
  readonly registrationID: number;
  readonly token: Bytes;
  /** Whether the user wants to be woken. */
  readonly woken: boolean;
}

/** Somebody who wrote to the user, or whose link the user opened. */
export interface Contact {
  /** The userID, in base64url. */
  readonly user: string;
  readonly name: string;
  /** The delivery token, in base64url. */
  readonly token: string;
}

/** A picture in the history. */
export interface Picture {
  readonly type: string;
  readonly bytes: number;
  /** Of a received picture, or once it is uploaded. */
  readonly link?: string;
  /** Of a picture of the user, or once it is downloaded. */
  readonly content?: Blob;
}

/** A message in the history. */
export interface Message {
  /** Its place in the history of all contacts. */
  readonly number: number;
  /** The userID of the contact, in base64url. */
  readonly contact: string;
  readonly id: string;
  readonly text: string;
  readonly picture?: Picture;
  readonly state: 'waiting' | 'sent' | 'failed' | 'received';
  /** When it was written or received, by this browser's clock. */
  readonly at: number;
}

/** Resolves once the change is on disk: the server then forgets a received message. */
const WRITE = { durability: 'strict' } as const;
const ACCOUNT = 'account';

/** The account, contacts and history of one user, in IndexedDB. A promise of a change resolves once the change survives a crash. */
export class Store {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Opens the store of the user with this name, or creates it. */
  static async open(name: string): Promise<Store> {
    const request = indexedDB.open(`web-chat ${name}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('account');
      request.result.createObjectStore('contacts', { keyPath: 'user' });
      const messages = request.result.createObjectStore('messages', { keyPath: 'number', autoIncrement: true });
      messages.createIndex('contact', 'contact');
      messages.createIndex('id', ['contact', 'id'], { unique: true });
    };
    return new Store(await result(request));
  }

  account(): Promise<Account | undefined> {
    return result(this.#read('account').get(ACCOUNT));
  }

  saveAccount(account: Account): Promise<void> {
    return this.#change('account', (accounts) => accounts.put(account, ACCOUNT));
  }

  contacts(): Promise<Contact[]> {
    return result(this.#read('contacts').getAll());
  }

  contact(user: string): Promise<Contact | undefined> {
    return result(this.#read('contacts').get(user));
  }

  saveContact(contact: Contact): Promise<void> {
    return this.#change('contacts', (contacts) => contacts.put(contact));
  }

  /** All messages to and from a contact, the oldest first. */
  history(user: string): Promise<Message[]> {
    return result(this.#read('messages').index('contact').getAll(user));
  }

  /** Adds a message, unless the history has it already; returns it with its number. */
  async add(message: Omit<Message, 'number'>): Promise<Message | undefined> {
    const known = this.#read('messages').index('id').getKey([message.contact, message.id]);
    if ((await result(known)) !== undefined) {
      return undefined;
    }
    let number = 0;
    await this.#change('messages', (messages) => {
      const added = messages.add(message);
      added.onsuccess = () => (number = Number(added.result));
    });
    return { ...message, number };
  }

  /** Replaces a message. */
  update(message: Message): Promise<void> {
    return this.#change('messages', (messages) => messages.put(message));
  }

  #read(name: string): IDBObjectStore {
    return this.#database.transaction(name).objectStore(name);
  }

  #change(name: string, change: (objects: IDBObjectStore) => unknown): Promise<void> {
    const transaction = this.#database.transaction(name, 'readwrite', WRITE);
    return new Promise((settle, fail) => {
      transaction.oncomplete = () => settle();
      transaction.onabort = () => fail(transaction.error ?? new Error('the browser could not store it'));
      change(transaction.objectStore(name));
    });
  }
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((settle, fail) => {
    request.onsuccess = () => settle(request.result);
    request.onerror = () => fail(request.error ?? new Error('the browser could not read it'));
  });
}
