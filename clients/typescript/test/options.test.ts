import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { address, Identity, MessagingClient } from '../src/index.ts';
import type { ClientOptions } from '../src/index.ts';
import { CountingKeys } from './support/counting-keys.ts';

function refused(options: Partial<ClientOptions>, why: RegExp): void {
  assert.throws(() => new MessagingClient({ servers: 'ws://localhost/api', WebSocket, ...options }), why);
}

describe('options', () => {
  it('need servers that speak WebSocket', () => {
    for (const servers of [[], '', 'localhost:8080', 'https://example.org/api', ['ws://localhost/api', 'no']]) {
      refused({ servers }, /ws:/);
    }
  });

  it('take no duration that is none', () => {
    refused({ timeouts: { request: 0 } }, /timeout/);
    refused({ timeouts: { ping: Infinity } }, /timeout/);
    refused({ timeouts: { send: NaN } }, /timeout/);
    refused({ timeouts: { backoffMin: 10, backoffMax: 5 } }, /backoffMax/);
  });

  it('take no limit that lets nothing through', () => {
    refused({ limits: { sendWindow: 0 } }, /limit/);
    refused({ limits: { remembered: -1 } }, /limit/);
  });

  it('need a WebSocket', { skip: 'WebSocket' in globalThis && 'this Node.js has one' }, () => {
    assert.throws(() => new MessagingClient({ servers: 'ws://localhost/api' }), /ws/);
  });

  it('need a device that can be addressed', async () => {
    const identity = await Identity.generate();
    const client = new MessagingClient({ servers: 'ws://localhost/api', WebSocket });

    for (const deviceID of [-1, 1.5, 2 ** 32]) {
      assert.throws(() => client.authenticated({ identity, deviceID, preKeys: new CountingKeys(), onMessage: () => {} }), TypeError);
    }
    assert.throws(() => address(new Uint8Array(32), 1), TypeError);
  });
});
