import type { UnsharedBytes } from '../socket/web-socket.ts';
import type { AnonymousConnection } from '../anonymous-connection.ts';
import { AttachmentError, ConnectFailedError, ServerRefusedError } from '../errors.ts';
import type { AttachmentCrypto } from '../crypto.ts';
import type { Settings } from '../options.ts';
import { httpUrl } from '../server-url.ts';
import type { Upload } from '../wire/message.ts';
import { formatLink, parseLink } from './attachment-link.ts';
import { ContentReader, encryptedContent, encryptedSize } from './encrypted-content.ts';
import type { AttachmentContent } from './encrypted-content.ts';
import { throwIfAborted } from './http.ts';
import { put } from './put.ts';
import { SegmentSource } from './segment-source.ts';
import { HEADER_BYTES, KEY_BYTES, SegmentCipher } from './segments.ts';

/** Options of an upload or a download. */
export interface TransferOptions {
  /** Receives how many of the encrypted bytes have been sent or received, and how many they are. */
  readonly onProgress?: (bytes: number, of: number) => void;
  /** Ends the transfer; its promise or stream rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Options of a download. */
export interface DownloadOptions extends TransferOptions {
  /** The largest content to accept, in bytes; by default 1 GiB. */
  readonly maxBytes?: number;
}

/** An attachment on the server. */
export interface UploadedAttachment {
  /** Where it is and the key that opens it, as a text of less than 200 characters: send it inside a sealed message, and show it to nobody else. */
  readonly link: string;
  /** Seconds since 1970 until which the server keeps it. */
  readonly keptUntil: number;
}

const MAX_BYTES = 2 ** 30;

/**
 * Uploads and downloads files too large for a message. Each is encrypted under a key of its own, in segments that are authenticated with their place,
 * and padded to a size class: the server sees that, and nothing of the content. Created by `MessagingClient.attachments`.
 *
 * Transfers have connections of their own, so that the server cannot tell by a socket who sends a message with the link. It sees the addresses of
 * the network: an app that wants to hide more downloads later.
 */
export class Attachments {
  readonly #settings: Settings;
  readonly #crypto: AttachmentCrypto;
  readonly #connection: (server: string) => AnonymousConnection;

  /** @internal */
  constructor(settings: Settings, crypto: AttachmentCrypto, connection: (server: string) => AnonymousConnection) {
    this.#settings = settings;
    this.#crypto = crypto;
    this.#connection = connection;
  }

  /**
   * Uploads content.
   *
   * @param content a `Blob`, a `File`, or what else knows its size and can be read from its beginning
   * @returns a promise that resolves once the server has the attachment on its disk; it rejects with an `AttachmentError`, a `ServerRefusedError`
   *     (`unavailable` while the server has no room, `too_many_requests`), a `ConnectFailedError`, an `OutcomeUnknownError`, or a `RangeError` if
   *     the content does not have its size. It is not repeated; upload again
   */
  async upload(content: AttachmentContent, options: TransferOptions = {}): Promise<UploadedAttachment> {
    const bytes = encryptedSize(content.size);
    const { server, upload } = await this.#place(bytes);
    const key = this.#crypto.randomBytes(KEY_BYTES) as UnsharedBytes;
    const cipher = await SegmentCipher.create(this.#crypto, key);
    const failed: unknown[] = [];
    const status = await put({
      url: httpUrl(upload.putURL, server),
      headers: upload.putHeaders,
      body: { bytes, chunks: () => remembering(encryptedContent(content, cipher), failed) },
      signal: options.signal ?? new AbortController().signal,
      onSent: (sent) => options.onProgress?.(sent, bytes),
      fetch: this.#settings.fetch,
    }).catch((cause: unknown) => {
      if (options.signal) {
        throwIfAborted(options.signal);
      }
      throw failed[0] ?? new AttachmentError('interrupted', 'the upload was cut off', { cause });
    });
    if (status < 200 || status > 299) {
      throw new AttachmentError(status === 410 ? 'gone' : 'refused', `the server answered ${status}`);
    }
    return { link: formatLink({ path: upload.getURL, key }), keptUntil: upload.keptUntil };
  }

  /** A place at the first server that can be connected to. */
  async #place(bytes: number): Promise<{ readonly server: string; readonly upload: Upload }> {
    let unreachable: unknown;
    for (const server of this.#settings.servers) {
      const connection = this.#connection(server);
      try {
        await connection.connectOnce();
        return { server, upload: await connection.requestUpload(bytes) };
      } catch (failure) {
        if (!(failure instanceof ConnectFailedError)) {
          throw tooLarge(failure);
        }
        unreachable = failure;
      } finally {
        await connection.close();
      }
    }
    throw unreachable;
  }

  /**
   * Downloads content, and goes on where a broken connection stopped. Every part is verified before it is in the stream; a stream that ends has
   * brought all of it, and one that errors with an `AttachmentError` has brought the beginning.
   *
   * @param link from `upload`
   * @throws TypeError if the text is no such link: no other URL is fetched
   */
  download(link: string, options: DownloadOptions = {}): ReadableStream<UnsharedBytes> {
    const abort = new AbortController();
    options.signal?.addEventListener('abort', () => abort.abort(options.signal?.reason), { once: true });
    const content = this.downloadParts(link, { ...options, signal: abort.signal });
    return new ReadableStream(
      {
        async pull(controller) {
          const { done, value } = await content.next();
          if (done) {
            controller.close();
          } else {
            controller.enqueue(value);
          }
        },
        async cancel(reason) {
          abort.abort(reason);
          await content.return(undefined).catch(() => {});
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** As {@link download}, for runtimes that have no `ReadableStream`, such as React Native. Read it with `for await`. */
  downloadParts(link: string, options: DownloadOptions = {}): AsyncGenerator<UnsharedBytes, undefined> {
    const { path, key } = parseLink(link);
    const source = new SegmentSource(path, this.#settings, {
      maxBytes: encryptedSize(options.maxBytes ?? MAX_BYTES),
      signal: options.signal ?? new AbortController().signal,
      onReceived: (bytes, of) => options.onProgress?.(bytes, of),
    });
    return decrypted(this.#crypto, source, key);
  }
}

/** Sent too large, or more than the server takes at all. */
function tooLarge(failure: unknown): unknown {
  return failure instanceof ServerRefusedError && failure.error === 'invalid_message'
    ? new AttachmentError('too_large', 'the server takes no attachments of this size', { cause: failure })
    : failure;
}

/** Keeps what the app's content threw, which a fetch reports as an error of its own. */
async function* remembering<T>(chunks: AsyncIterable<T>, failed: unknown[]): AsyncGenerator<T> {
  try {
    yield* chunks;
  } catch (failure) {
    failed.push(failure);
    throw failure;
  }
}

async function* decrypted(crypto: AttachmentCrypto, source: SegmentSource, key: UnsharedBytes): AsyncGenerator<UnsharedBytes, undefined> {
  const reader = new ContentReader();
  let cipher: SegmentCipher | undefined;
  let segment = 0;
  for await (const { bytes, last } of source.segments()) {
    const opened = await verified(async () => {
      cipher ??= await SegmentCipher.of(crypto, key, bytes.slice(0, HEADER_BYTES));
      const encrypted = segment === 0 ? bytes.slice(HEADER_BYTES) : bytes;
      return reader.read(await cipher.decrypt(segment++, last, encrypted));
    });
    if (opened.length > 0) {
      yield opened;
    }
  }
  await verified(async () => reader.end());
  return undefined;
}

async function verified<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    throw new AttachmentError('damaged', 'the attachment is not what its sender encrypted', { cause });
  }
}
