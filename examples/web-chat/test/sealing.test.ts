import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { address, Identity } from 'messaging-server-client';
import type { PreKeyBundle } from 'messaging-server-client';
import { utf8 } from '../src/bytes.ts';
import { generateDeviceKeys, open, publish, seal, verified } from '../src/sealing.ts';
import type { OwnDevice } from '../src/sealing.ts';

const REGISTRATION_ID = 7;
const TEXT = utf8('Is the kettle on?');

describe('sealing', () => {
  it('opens what was sealed, and names its sender', async () => {
    const [alice, bob] = [await user(), await user()];

    const { from, content } = await open(await seal(TEXT, alice.identity, await verified(bob.bundle)), bob.device);

    assert.deepEqual(content, TEXT);
    assert.deepEqual(from, alice.identity.userID);
  });

  it('gives texts of similar length the same length', async () => {
    const [alice, bob] = [await user(), await user()];
    const recipient = await verified(bob.bundle);

    const lengths = await Promise.all([1, 100, 255].map(async (length) => (await seal(new Uint8Array(length), alice.identity, recipient)).length));

    assert.equal(new Set(lengths).size, 1);
  });

  it('opens nothing that was changed', async () => {
    const [alice, bob] = [await user(), await user()];
    const sealed = await seal(TEXT, alice.identity, await verified(bob.bundle));

    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      await assert.rejects(open(changed, bob.device));
      await assert.rejects(open(sealed.slice(0, at), bob.device));
    }
  });

  it('opens nothing that was sealed for somebody else, or another device', async () => {
    const [alice, bob, carol] = [await user(), await user(), await user()];
    const sealed = await seal(TEXT, alice.identity, await verified(bob.bundle));

    await assert.rejects(open(sealed, carol.device));
    await assert.rejects(open(sealed, { ...bob.device, address: address(bob.identity.userID, 2) }));
    await assert.rejects(open(sealed, { ...bob.device, address: carol.device.address }));
  });

  it('opens nothing whose signature is not that of the sender it names', async () => {
    const [alice, bob, mallory] = [await user(), await user(), await user()];
    const pretender = { userID: alice.identity.userID, sign: (bytes: Uint8Array) => mallory.identity.sign(bytes) } as Identity;

    await assert.rejects(open(await seal(TEXT, pretender, await verified(bob.bundle)), bob.device), /not signed/);
  });

  it('refuses a message of another conversation that its recipient passes on', async () => {
    const [alice, bob, carol] = [await user(), await user(), await user()];
    // What Bob can take out of a message of Alice's: her userID, and a signature for him.
    let signature = new Uint8Array();
    const recording = { userID: alice.identity.userID, sign: async (bytes: Uint8Array) => (signature = Uint8Array.from(await alice.identity.sign(bytes))) };
    await seal(TEXT, recording as unknown as Identity, await verified(bob.bundle));
    const replaying = { userID: alice.identity.userID, sign: async () => signature } as unknown as Identity;

    await assert.rejects(open(await seal(TEXT, replaying, await verified(carol.bundle)), carol.device), /not signed/);
  });

  it('refuses a key that a server passes off as that of another user, device or registration', async () => {
    const [alice, bob] = [await user(), await user()];

    await assert.rejects(verified({ ...bob.bundle, signedPreKey: alice.bundle.signedPreKey }), /not signed/);
    await assert.rejects(verified({ ...bob.bundle, address: address(bob.identity.userID, 2) }), /not signed/);
    await assert.rejects(verified({ ...bob.bundle, registrationID: REGISTRATION_ID + 1 }), /not signed/);
    await assert.rejects(verified({ ...bob.bundle, signedPreKey: bob.bundle.signedPreKey.slice(1) }));
  });
});

async function user(): Promise<{ readonly identity: Identity; readonly device: OwnDevice; readonly bundle: PreKeyBundle }> {
  const identity = await Identity.generate();
  const keys = await generateDeviceKeys();
  const own = address(identity.userID, 1);
  const signedPreKey = await publish(identity, own.deviceID, REGISTRATION_ID, keys);
  const bundle = { address: own, registrationID: REGISTRATION_ID, signedPreKey, oneTimePreKey: undefined };
  return { identity, device: { address: own, keys }, bundle };
}
