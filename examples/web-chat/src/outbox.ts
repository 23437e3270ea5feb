import { OutcomeUnknownError, ServerRefusedError } from 'messaging-server-client';
import type { AnonymousConnection, Identity } from 'messaging-server-client';
import { fromBase64url } from './bytes.ts';
import { format, TOKEN_BYTES } from './content.ts';
import { Recipients } from './recipients.ts';
import { seal } from './sealing.ts';
import type { Contact, Message, Store } from './store.ts';

/** Who sends, as recipients shall see it. */
export interface Sender {
  readonly identity: Identity;
  readonly name: string;
  /** The sender's delivery token, in base64url. */
  readonly token: string;
}

/** Sends what waits in the history: to each contact in order, also after the page was closed. The recipient may receive a message twice. */
export class Outbox {
  readonly #sender: Sender;
  readonly #store: Store;
  readonly #connection: AnonymousConnection;
  readonly #recipients: Recipients;
  readonly #changed: (message: Message) => void;
  readonly #sending = new Map<string, Promise<void>>();

  constructor(sender: Sender, store: Store, connection: AnonymousConnection, changed: (message: Message) => void) {
    this.#sender = sender;
    this.#store = store;
    this.#connection = connection;
    this.#recipients = new Recipients(connection);
    this.#changed = changed;
  }

  /** Sends what waits for this contact, after what is being sent already. */
  flush(contact: Contact): Promise<void> {
    const flushed = (this.#sending.get(contact.user) ?? Promise.resolve()).then(() => this.#flush(contact));
    this.#sending.set(contact.user, flushed.catch(() => {}));
    return flushed;
  }

  async #flush(contact: Contact): Promise<void> {
    for (let next = await this.#next(contact); next !== undefined; next = await this.#next(contact)) {
      const state = await this.#send(contact, next).then(
        () => 'sent' as const,
        // Nobody knows whether it arrived: it is sent again, and the recipient recognizes it. The connection has waited for a minute.
        (cause: unknown) => (cause instanceof OutcomeUnknownError ? ('waiting' as const) : ('failed' as const)),
      );
      await this.#store.update({ ...next, state });
      this.#changed({ ...next, state });
    }
  }

  async #next({ user }: Contact): Promise<Message | undefined> {
    return (await this.#store.history(user)).find(({ state }) => state === 'waiting');
  }

  async #send(contact: Contact, message: Message): Promise<void> {
    try {
      await this.#seal(contact, message);
    } catch (cause) {
      if (!(cause instanceof ServerRefusedError && cause.error === 'stale_device')) {
        throw cause;
      }
      this.#recipients.forget(contact.user);
      await this.#seal(contact, message);
    }
  }

  async #seal(contact: Contact, { id, text }: Message): Promise<void> {
    const recipient = await this.#recipients.of(contact);
    const { identity, name, token } = this.#sender;
    const sealed = await seal(format({ id, text, name, token }), identity, recipient);
    const { address, registrationID } = recipient;
    await this.#connection.send(address, sealed, { registrationID, deliveryToken: fromBase64url(contact.token, TOKEN_BYTES) });
  }
}
