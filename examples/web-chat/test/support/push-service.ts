import { execFile } from 'node:child_process';
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import type { ECDH } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { decrypt } from 'http_ece';

const PASSWORD = 'changeit';
const { JAVA_HOME } = process.env;
const KEYTOOL = JAVA_HOME === undefined ? 'keytool' : join(JAVA_HOME, 'bin/keytool');
const KEY_PAIR = ['-genkeypair', '-alias', 'push', '-keyalg', 'EC', '-dname', 'CN=localhost', '-ext', 'san=dns:localhost', '-validity', '2'];

/** A request that the push service received. */
export interface Push {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a browser hands to its page: an endpoint at the push service, and the public half of its keys. */
export interface Subscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/**
 * Stands in for the push services of browsers, which nobody can reach from a test: an application server speaks RFC 8030 to it. What it received is
 * decrypted by the package `http_ece` and verified by Node.js, neither of which shares code with the messaging server.
 */
export class PushService {
  /** PEM file with the certificate. */
  readonly ca: string;
  readonly #server: Server;
  readonly #directory: string;
  readonly #keys = new Map<string, { readonly ecdh: ECDH; readonly auth: string }>();
  readonly #pushes: Push[] = [];
  readonly #gone = new Set<string>();
  #received = () => {};

  private constructor(server: Server, directory: string, ca: string) {
    this.#server = server;
    this.#directory = directory;
    this.ca = ca;
    server.on('request', async (request, response) => {
      const path = request.url ?? '';
      this.#pushes.push({ path, headers: request.headers, body: await buffer(request) });
      response.writeHead(request.method !== 'POST' ? 405 : this.#gone.has(path) ? 410 : 201).end();
      this.#received();
    });
  }

  static async start(): Promise<PushService> {
    const directory = await mkdtemp(join(tmpdir(), 'web-chat-push-'));
    const [store, ca] = [join(directory, 'keys.p12'), join(directory, 'ca.pem')];
    // Of the JDK, which runs the messaging server; it needs no other tool for certificates.
    const keytool = (...what: string[]) => promisify(execFile)(KEYTOOL, [...what, '-keystore', store, '-storepass', PASSWORD]);
    await keytool(...KEY_PAIR, '-storetype', 'PKCS12');
    await keytool('-exportcert', '-rfc', '-alias', 'push', '-file', ca);
    const server = createServer({ pfx: await readFile(store), passphrase: PASSWORD }).listen(0, 'localhost');
    await once(server, 'listening');
    return new PushService(server, directory, ca);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `https://localhost:${this.port}`;
  }

  /** A new subscription, whose keys a browser would keep. */
  subscribe(): Subscription {
    const ecdh = createECDH('prime256v1');
    const auth = randomBytes(16).toString('base64url');
    const path = `/push/${randomBytes(12).toString('base64url')}`;
    this.#keys.set(path, { ecdh, auth });
    return { endpoint: this.origin + path, p256dh: ecdh.generateKeys('base64url'), auth };
  }

  /** Answers 410 to pushes of this subscription from now on. */
  end({ endpoint }: Subscription): void {
    this.#gone.add(new URL(endpoint).pathname);
  }

  /** Waits for a push of this subscription, and forgets it. */
  async next({ endpoint }: Subscription): Promise<Push> {
    const path = new URL(endpoint).pathname;
    for (;;) {
      const at = this.#pushes.findIndex((push) => push.path === path);
      const [found] = at < 0 ? [] : this.#pushes.splice(at, 1);
      if (found !== undefined) {
        return found;
      }
      await new Promise<void>((settle) => (this.#received = settle));
    }
  }

  /** Whether a push of this subscription has come, and was not waited for. */
  has({ endpoint }: Subscription): boolean {
    return this.#pushes.some(({ path }) => path === new URL(endpoint).pathname);
  }

  /** What a browser would find in the push. Source: RFC 8291. */
  decrypted({ path, body }: Push): Buffer {
    const { ecdh, auth } = this.#keys.get(path)!;
    return decrypt(body, { version: 'aes128gcm', privateKey: ecdh, authSecret: auth });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** The claims of the application server, and its key; throws an Error unless it signed them. Source: RFC 8292. */
export function vapid({ headers }: Push): { readonly claims: any; readonly key: string } {
  const [, token = '', key = ''] = /^vapid t=([^, ]+), ?k=([-_0-9A-Za-z]+)$/.exec(headers.authorization ?? '') ?? [];
  const [header = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const signed = Buffer.from(`${header}.${claims}`);
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')) || json(header).alg !== 'ES256') {
    throw new Error('not signed with the key that it names');
  }
  return { claims: json(claims), key };
}

function json(part: string): any {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}
