import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PreKeyBundle } from 'messaging-server-client';
import { Account } from '../src/account.ts';
import { FalseKeysError, openBundle } from '../src/bundles.ts';
import { CONTEXTS } from '../src/signed.ts';
import { Folder } from './support/folder.ts';
import { Offline } from './support/offline.ts';

describe('keys that a server hands out', () => {
  let folder: Folder;
  let bob: Offline;
  let mallory: Offline;
  const open: Offline[] = [];

  before(async () => {
    folder = await Folder.create();
    bob = await device();
    mallory = await device();
  });

  after(async () => {
    await Promise.all(open.map(({ journal }) => journal.close()));
    await folder.remove();
  });

  async function device(account?: Account): Promise<Offline> {
    const created = await Offline.create(folder.in(`device-${open.length}`), account);
    open.push(created);
    return created;
  }

  async function refused(change: (served: PreKeyBundle) => Promise<PreKeyBundle> | PreKeyBundle): Promise<void> {
    const served = await bob.served();
    assert.ok(openBundle(bob.account.userID, served));
    const changed = await change(served);
    assert.throws(() => openBundle(bob.account.userID, changed), FalseKeysError);
  }

  it('are refused where another user has signed them', () =>
    refused(async ({ address }) => ({ ...(await mallory.served()), address, registrationID: mallory.account.registrationID })));

  it("are refused where the one-time keys are another user's", () =>
    refused(async (served) => ({ ...served, oneTimePreKey: (await mallory.served()).oneTimePreKey })));

  it('are refused for another device, or another registration, of the same user', async () => {
    await refused((served) => ({ ...served, address: { ...served.address, deviceID: 2 } }));
    await refused((served) => ({ ...served, registrationID: served.registrationID + 1 }));
  });

  it('are refused where the one-time keys are of a former registration', async () => {
    const { identity, registrationID } = bob.account;
    const restored = await device(Account.begin(identity, 1, registrationID));
    const former = await bob.served();
    const served = { ...(await restored.served()), oneTimePreKey: former.oneTimePreKey };
    assert.throws(() => openBundle(bob.account.userID, served), FalseKeysError);
  });

  it('are refused where one kind is served as the other, or any bit differs', async () => {
    await refused((served) => ({ ...served, signedPreKey: served.oneTimePreKey ?? served.signedPreKey }));
    await refused((served) => ({ ...served, oneTimePreKey: served.signedPreKey }));
    const { length } = (await bob.served()).signedPreKey;
    for (let at = 2; at < length; at += 97) {
      await refused((served) => ({ ...served, signedPreKey: served.signedPreKey.map((byte, i) => (i === at ? byte ^ 1 : byte)) }));
    }
  });

  it('are signed in contexts that no login and no other kind begins with', () => {
    const contexts = Object.values(CONTEXTS);
    for (const context of contexts) {
      assert.ok(context.endsWith('\0') && context.codePointAt(0) !== 0x0a && context.indexOf('\0') === context.length - 1);
    }
    assert.equal(new Set(contexts).size, contexts.length);
  });
});

describe('an account', () => {
  it('takes another registration id than before, of 14 bits', () => {
    for (let i = 0; i < 1000; i++) {
      const { registrationID } = Account.begin(undefined, 1, 1);
      assert.ok(registrationID > 1 && registrationID < 16_384);
    }
  });

  it('refuses numbers of devices that libsignal does not know', () => {
    for (const deviceID of [0, 128, 1.5]) {
      assert.throws(() => Account.begin(undefined, deviceID), RangeError);
    }
  });
});
