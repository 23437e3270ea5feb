import { OutcomeUnknownError, ServerRefusedError } from 'messaging-server-client';
import type { AnonymousConnection, Identity } from 'messaging-server-client';
import { fromBase64url } from './bytes.ts';
import { format, TOKEN_BYTES } from './content.ts';
import type { PictureLink } from './content.ts';
import type { Pictures } from './pictures.ts';
import { Recipients } from './recipients.ts';
import { seal } from './sealing.ts';
import type { Contact, Message, Picture, Store } from './store.ts';

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
  readonly #pictures: Pictures;
  readonly #changed: (message: Message) => void;
  readonly #sending = new Map<string, Promise<void>>();

  constructor(sender: Sender, store: Store, connection: AnonymousConnection, pictures: Pictures, changed: (message: Message) => void) {
    this.#sender = sender;
    this.#store = store;
    this.#connection = connection;
    this.#recipients = new Recipients(connection);
    this.#pictures = pictures;
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
      await this.#settle(
        await this.#upload(next)
          .then((message) => this.#send(contact, message))
          // Nobody knows whether it arrived: it is sent again, and the recipient recognizes it. The connection has waited for a minute.
          .catch((cause: unknown) => ({ ...next, state: cause instanceof OutcomeUnknownError ? 'waiting' : 'failed' }) as const),
      );
    }
  }

  async #settle(message: Message): Promise<Message> {
    await this.#store.update(message);
    this.#changed(message);
    return message;
  }

  async #next({ user }: Contact): Promise<Message | undefined> {
    return (await this.#store.history(user)).find(({ state }) => state === 'waiting');
  }

  /** Uploads the picture of a message, if it has one; once for all attempts to send the message. */
  async #upload(message: Message): Promise<Message> {
    const { picture } = message;
    if (picture?.content === undefined || picture.link !== undefined) {
      return message;
    }
    const link = await this.#pictures.upload(message.number, picture.content);
    return this.#settle({ ...message, picture: { ...picture, link } });
  }

  async #send(contact: Contact, message: Message): Promise<Message> {
    try {
      await this.#seal(contact, message);
    } catch (cause) {
      if (!(cause instanceof ServerRefusedError && cause.error === 'stale_device')) {
        throw cause;
      }
      this.#recipients.forget(contact.user);
      await this.#seal(contact, message);
    }
    return { ...message, state: 'sent' };
  }

  async #seal(contact: Contact, { id, text, picture }: Message): Promise<void> {
    const recipient = await this.#recipients.of(contact);
    const { identity, name, token } = this.#sender;
    const content = { id, text, ...(picture && { picture: linkOf(picture) }), name, token };
    const sealed = await seal(format(content), identity, recipient);
    const { address, registrationID } = recipient;
    await this.#connection.send(address, sealed, { registrationID, deliveryToken: fromBase64url(contact.token, TOKEN_BYTES) });
  }
}

function linkOf({ link = '', type, bytes }: Picture): PictureLink {
  return { link, type, bytes };
}
