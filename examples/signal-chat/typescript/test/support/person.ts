import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { Frame, Payload } from 'messaging-server-client';
import { equal } from '../../src/bytes.ts';
import type { Message } from '../../src/history.ts';
import { Journal } from '../../src/journal.ts';
import { Messenger } from '../../src/messenger.ts';
import { nextServer } from './servers.ts';

/** One device of a user, and the texts that it has received. */
export class Person {
  readonly messenger: Messenger;
  readonly #inbox: Inbox;

  /** The payloads that this device has sent to the server without its name. */
  readonly sent: Payload[];
  /** The sealed messages that have arrived. */
  readonly sealed: Uint8Array[];

  private constructor(messenger: Messenger, inbox: Inbox, sent: Payload[], sealed: Uint8Array[]) {
    this.messenger = messenger;
    this.sent = sent;
    this.sealed = sealed;
    this.#inbox = inbox;
  }

  static async start(state: string): Promise<Person> {
    const inbox = new Inbox();
    const journal = await Journal.open(state);
    const onMessage = (message: Message): void => inbox.add(message);
    const sent: Payload[] = [];
    const sealed: Uint8Array[] = [];
    const tap = ({ origin, direction, message }: Frame): void => {
      if (origin.kind === 'anonymous' && direction === 'sent' && message?.payload) {
        sent.push(message.payload);
      }
      if (message?.payload?.type === 'inboundMessage') {
        sealed.push(message.payload.sealedMessage);
      }
    };
    return new Person(await Messenger.start({ servers: nextServer(), journal, onMessage, onNote: () => {}, tap }), inbox, sent, sealed);
  }

  get userID(): Uint8Array {
    return this.messenger.account.userID;
  }

  /** Makes the others contacts, by their names. */
  async knows(others: Readonly<Record<string, Person>>): Promise<void> {
    for (const [name, { messenger }] of Object.entries(others)) {
      await this.messenger.addContact(name, messenger.invitation);
    }
  }

  /** Blocks a contact, or does so no longer. */
  async blocks({ userID }: Person, blocked = true): Promise<void> {
    const contact = this.messenger.contacts.find((one) => equal(one.userID, userID));
    assert.ok(contact);
    await this.messenger.block(contact, blocked);
  }

  async writes(to: Person, text: string): Promise<void> {
    await this.messenger.send(to.userID, text);
  }

  /** The next text that has arrived. */
  async hears(): Promise<string> {
    return (await this.hearsMessage()).text;
  }

  hearsMessage(): Promise<Message> {
    return this.#inbox.next();
  }

  async close(): Promise<void> {
    await this.messenger.disconnect();
    await this.messenger.journal.close();
  }
}

class Inbox {
  readonly #messages: Message[] = [];
  readonly #added = new EventEmitter();

  add(message: Message): void {
    this.#messages.push(message);
    this.#added.emit('message');
  }

  async next(): Promise<Message> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) {
        return message;
      }
      await once(this.#added, 'message', { signal: AbortSignal.timeout(60_000) });
    }
  }
}
