import type { AnonymousConnection } from 'messaging-server-client';
import { DEVICE_ID } from './account.ts';
import { fromBase64url } from './bytes.ts';
import { TOKEN_BYTES } from './content.ts';
import { verified } from './sealing.ts';
import type { Recipient } from './sealing.ts';
import type { Contact } from './store.ts';

const USER_ID_BYTES = 33;

/** The devices of contacts, fetched once and verified. */
export class Recipients {
  readonly #connection: AnonymousConnection;
  readonly #known = new Map<string, Recipient>();

  constructor(connection: AnonymousConnection) {
    this.#connection = connection;
  }

  /** The device of a contact; rejects if the contact cannot be reached with the token, or did not sign the key. */
  async of({ user, token }: Contact): Promise<Recipient> {
    const known = this.#known.get(user);
    if (known !== undefined) {
      return known;
    }
    const options = { only: [DEVICE_ID], deliveryToken: fromBase64url(token, TOKEN_BYTES) };
    const [bundle] = await this.#connection.preKeys(fromBase64url(user, USER_ID_BYTES), options);
    if (bundle === undefined) {
      throw new Error('the server has no key of this contact');
    }
    const recipient = await verified(bundle);
    this.#known.set(user, recipient);
    return recipient;
  }

  /** The server says that the device has other keys by now. */
  forget(user: string): void {
    this.#known.delete(user);
  }
}
