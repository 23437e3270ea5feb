import { Identity, MessagingClient } from 'messaging-server-client';
import type { AnonymousConnection } from 'messaging-server-client';
import { WebSocket } from 'ws';
import { fromBase64url, utf8 } from '../../src/bytes.ts';
import { parseLink } from '../../src/invitation.ts';
import { seal, verified } from '../../src/sealing.ts';
import type { Recipient } from '../../src/sealing.ts';

/** Somebody who has a link, and another program than the page. */
export class Stranger {
  readonly client: MessagingClient;
  readonly #connection: AnonymousConnection;
  readonly #identity: Identity;
  readonly #recipient: Recipient;
  readonly #deliveryToken: Uint8Array;

  private constructor(client: MessagingClient, connection: AnonymousConnection, identity: Identity, recipient: Recipient, deliveryToken: Uint8Array) {
    this.client = client;
    this.#connection = connection;
    this.#identity = identity;
    this.#recipient = recipient;
    this.#deliveryToken = deliveryToken;
  }

  static async with(server: string, link: string): Promise<Stranger> {
    const client = new MessagingClient({ servers: server, WebSocket });
    const connection = client.anonymous();
    await connection.connectOnce();
    const { user, token } = parseLink(link);
    const deliveryToken = fromBase64url(token, 32);
    const [bundle] = await connection.preKeys(fromBase64url(user, 33), { deliveryToken });
    return new Stranger(client, connection, await Identity.generate(), await verified(bundle!), deliveryToken);
  }

  /** Sends any bytes. */
  send(bytes: Uint8Array): Promise<void> {
    return this.#connection.send(this.#recipient.address, bytes, { deliveryToken: this.#deliveryToken });
  }

  /** Seals any content as the page would. */
  async sendSealed(content: unknown): Promise<void> {
    await this.send(await seal(utf8(JSON.stringify(content)), this.#identity, this.#recipient));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
