import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { AttachmentError, MessagingClient } from '../src/index.ts';
import type { DownloadOptions } from '../src/index.ts';
import { formatLink, parseLink } from '../src/attachments/attachment-link.ts';
import { encryptedContent, encryptedSize } from '../src/attachments/encrypted-content.ts';
import { SEGMENT_BYTES, SegmentCipher } from '../src/attachments/segments.ts';
import { paddedSize } from '../src/attachments/size-class.ts';
import { httpUrl } from '../src/server-url.ts';
import { webAttachmentCrypto } from '../src/web-crypto.ts';
import { bytes, VECTORS } from './support/vectors.ts';

const CRYPTO = webAttachmentCrypto() ?? assert.fail('Node.js has WebCrypto');
const PATH = '/attachments/abc_-123';
const KEY = new Uint8Array(32).fill(7);
const LINK = formatLink({ path: PATH, key: KEY });

function content(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) {
    all.push(part);
  }
  return Buffer.concat(all);
}

async function encrypted(plain: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  return joined(encryptedContent(new Blob([plain]), await SegmentCipher.create(CRYPTO, KEY)));
}

describe('an attachment', () => {
  let server: Server;
  let ranges: (string | undefined)[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  before(async () => {
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      answer(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(() => {
    ranges = [];
  });

  /** Serves the bytes from where the range begins, and cuts the connection off after so many. */
  function serve(file: Buffer, cutOffAfter = Number.POSITIVE_INFINITY) {
    return ({ headers }: IncomingMessage, response: ServerResponse) => {
      const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? 'bytes=0-')?.[1]);
      response.writeHead(from === 0 ? 200 : 206, { 'content-length': file.length - from });
      if (file.length - from > cutOffAfter) {
        response.write(file.subarray(from, from + cutOffAfter), () => response.destroy());
      } else {
        response.end(file.subarray(from));
      }
    };
  }

  async function download(options: DownloadOptions = {}, link = LINK, onPart: () => Promise<void> = async () => {}): Promise<Buffer> {
    const client = new MessagingClient({
      servers: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
      timeouts: { backoffMin: 1, backoffMax: 20, request: 1500, send: 3000 },
      WebSocket,
    });
    const parts: Uint8Array[] = [];
    for await (const part of client.attachments().download(link, options) as unknown as AsyncIterable<Uint8Array>) {
      parts.push(part);
      await onPart();
    }
    return Buffer.concat(parts);
  }

  function fails(problem: AttachmentError['problem'], options?: DownloadOptions): Promise<void> {
    return assert.rejects(download(options), (failure: unknown) => failure instanceof AttachmentError && failure.problem === problem);
  }

  for (const size of [0, 1, 4088, 4089, 65_472, 65_473, 500_000]) {
    it(`of ${size} bytes is downloaded as it was`, async () => {
      const file = await encrypted(content(size));
      answer = serve(file);

      assert.equal(file.length, encryptedSize(size));
      assert.deepEqual(await download(), Buffer.from(content(size)));
      assert.deepEqual(ranges, [undefined]);
    });
  }

  it('goes on behind the last whole segment where connections are cut off', async () => {
    answer = serve(await encrypted(content(500_000)), 150_000);

    assert.deepEqual(await download(), Buffer.from(content(500_000)));
    const starts = ranges.map((range) => Number(range?.slice('bytes='.length, -1) ?? 0));
    assert.ok(starts.length > 3 && starts.every((start, index) => start % SEGMENT_BYTES === 0 && start >= (starts[index - 1] ?? 0)));
    assert.ok((starts.at(-1) ?? 0) > 300_000);
  });

  it('goes on where a connection stands still', async () => {
    const file = await encrypted(content(300_000));
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 100_000));
      answer = serve(file);
    };

    assert.deepEqual(await download(), Buffer.from(content(300_000)));
    assert.deepEqual(ranges, [undefined, `bytes=${SEGMENT_BYTES}-`]);
  });

  it('waits for an app that takes its time', async () => {
    answer = serve(await encrypted(content(5_000_000)));
    let slow = true;

    const downloaded = await download({}, LINK, async () => {
      if (slow) {
        slow = false;
        await new Promise((settle) => setTimeout(settle, 2000));
      }
    });

    assert.deepEqual(downloaded, Buffer.from(content(5_000_000)));
    assert.deepEqual(ranges, [undefined]);
  });

  it('is asked for again where the server is busy', async () => {
    const file = await encrypted(content(10));
    answer = (_, response) => {
      response.writeHead(503).end();
      answer = serve(file);
    };

    assert.deepEqual(await download(), Buffer.from(content(10)));
  });

  it('is given up where nothing comes', async () => {
    answer = (_, response) => response.destroy();

    await fails('interrupted');
    assert.ok(ranges.length > 1);
  });

  it('is refused where a redirect leads from https to http', async () => {
    answer = serve(await encrypted(content(1)));
    const client = new MessagingClient({
      servers: `wss://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
      // As if the request had been redirected: the answer comes from this server, which has no TLS.
      fetch: (url, init) => fetch(url.replace('https:', 'http:'), init),
      WebSocket,
    });

    await assert.rejects(
      async () => {
        for await (const part of client.attachments().download(LINK) as unknown as AsyncIterable<Uint8Array>) {
          assert.fail(`${part.length} bytes`);
        }
      },
      (failure: unknown) => failure instanceof AttachmentError && failure.problem === 'refused',
    );
  });

  for (const [status, problem] of [[404, 'gone'], [410, 'gone'], [403, 'refused'], [302, 'refused']] as const) {
    it(`is ${problem} with ${status}, and not asked for again`, async () => {
      answer = (_, response) => response.writeHead(status).end();

      await fails(problem);
      assert.equal(ranges.length, 1);
    });
  }

  it('is followed to another server', async () => {
    const file = await encrypted(content(300_000));
    answer = (request, response) => {
      if (request.url === PATH) {
        response.writeHead(307, { location: '/bucket/object' }).end();
      } else {
        serve(file)(request, response);
      }
    };

    assert.deepEqual(await download(), Buffer.from(content(300_000)));
  });

  it('is damaged where a byte was changed', async () => {
    const file = await encrypted(content(200_000));
    file[100_000] = 1 ^ (file[100_000] ?? 0);
    answer = serve(file);

    await fails('damaged');
  });

  it('is damaged where it ends early', async () => {
    answer = serve((await encrypted(content(200_000))).subarray(0, 2 * SEGMENT_BYTES));

    await fails('damaged');
  });

  it('is not downloaded where it is larger than the app allows', async () => {
    answer = serve(await encrypted(content(100_000)));

    await fails('too_large', { maxBytes: 90_000 });
  });

  it('is not downloaded to its end once the app cancels', async () => {
    answer = serve(await encrypted(content(5_000_000)));
    const reason = new Error('enough');
    const abort = new AbortController();

    await assert.rejects(download({ signal: abort.signal, onProgress: () => abort.abort(reason) }), reason);
    assert.equal(ranges.length, 1);
  });

  it('tells its progress up to its end', async () => {
    const file = await encrypted(content(200_000));
    answer = serve(file);
    const progress: number[] = [];

    await download({ onProgress: (bytes, of) => (assert.equal(of, file.length), progress.push(bytes)) });

    assert.deepEqual(progress, progress.toSorted((a, b) => a - b));
    assert.equal(progress.at(-1), file.length);
  });

  it('is the same for the same key and header in every client', async () => {
    const vector = VECTORS?.attachment;
    assert.ok(vector);
    const cipher = await SegmentCipher.of(CRYPTO, Uint8Array.from(bytes(vector.key)), Uint8Array.from(bytes(vector.header)));
    const file = await joined(encryptedContent(new Blob([content(vector.contentBytes)]), cipher));

    assert.equal(file.length, vector.encryptedBytes);
    assert.equal(createHash('sha256').update(file).digest('hex'), vector.sha256);
  });

  it('is not encrypted where the content does not have its size', async () => {
    for (const size of [9, 11]) {
      const wrong = { size, stream: () => new Blob([content(10)]).stream() };
      await assert.rejects(joined(encryptedContent(wrong, await SegmentCipher.create(CRYPTO, KEY))), RangeError);
    }
  });
});

describe('a link', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parseLink(LINK), { path: PATH, key: KEY });
    assert.ok(LINK.length < 200);
  });

  const key = LINK.slice(LINK.indexOf('#'));
  for (const other of [
    '', PATH, key, `${PATH}#`, `${PATH}#${'A'.repeat(42)}`, `${PATH}${key}A`, `${PATH} ${key}`, `https://evil.example${PATH}${key}`,
    `//evil.example${PATH}${key}`, `/attachments/../api${key}`, `/attachments/${key}`, `/api${key}`, `/attachments/a/b${key}`,
    `/attachments/a?b${key}`, `/attachments//evil.example${key}`, `/attachments/%2e%2e${key}`, `\n${LINK}`, `${LINK}\n`,
  ]) {
    it(`is not ${JSON.stringify(other)}`, () => {
      assert.throws(() => parseLink(other), TypeError);
    });
  }

  it('leads to the server that was dialed', () => {
    assert.equal(httpUrl(PATH, 'wss://chat.example/api'), `https://chat.example${PATH}`);
    assert.equal(httpUrl(PATH, 'ws://127.0.0.1:8080/api'), `http://127.0.0.1:8080${PATH}`);
    assert.equal(httpUrl('https://bucket.example/a?b', 'wss://chat.example/api'), 'https://bucket.example/a?b');
  });
});

describe('a size class', () => {
  it('is larger by an eighth at most', () => {
    for (const [bytes, padded] of [[0, 4096], [4096, 4096], [4097, 4352], [65_537, 67_584], [1_000_000, 1_015_808], [2 ** 30 + 1, 1_107_296_256]] as const) {
      assert.equal(paddedSize(bytes), padded);
    }
  });
});
