import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sealedSenderDecryptMessage } from '@signalapp/libsignal-client';
import type { PrivateKey } from '@signalapp/libsignal-client';
import { Account } from '../src/account.ts';
import { utf8 } from '../src/bytes.ts';
import type { Bytes } from '../src/bytes.ts';
import { nameOf } from '../src/names.ts';
import { MessageRejectedError, UndecryptableError } from '../src/sealing.ts';
import { Stores } from '../src/stores.ts';
import { Folder } from './support/folder.ts';
import { certificate, sealedAs, sealedWith } from './support/forgery.ts';
import { Offline } from './support/offline.ts';

describe('sealed messages', () => {
  let folder: Folder;
  const open: Offline[] = [];

  before(async () => {
    folder = await Folder.create();
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

  for (const withOneTimeKeys of [true, false]) {
    it(`begin a session ${withOneTimeKeys ? 'with' : 'without'} one-time keys, and name their sender`, async () => {
      const [alice, bob] = [await device(), await device()];
      await alice.begins(await bob.served({ withOneTimeKeys }));

      const { from, plaintext } = await bob.opens(await alice.seals(bob, utf8('hello')));
      assert.deepEqual(from, { userID: alice.account.userID, deviceID: 1 });
      assert.deepEqual(plaintext, utf8('hello'));
      const answer = await alice.opens(await bob.seals(alice, utf8('hi')));
      assert.deepEqual(answer.plaintext, utf8('hi'));
    });
  }

  it('cannot begin a session twice, although the last-resort keys stay', async () => {
    const [alice, bob] = [await device(), await device()];
    await alice.begins(await bob.served({ withOneTimeKeys: false }));
    const sealed = await alice.seals(bob, utf8('hello'));
    await bob.opens(sealed);
    await bob.journal.transaction((transaction) => transaction.keys('session/').forEach((key) => transaction.delete(key)));

    await assert.rejects(bob.opens(sealed), UndecryptableError);
  });

  it("are refused where the certificate carries a victim's name, which libsignal accepts", async () => {
    const [alice, bob, mallory] = [await device(), await device(), await device()];
    await mallory.begins(await bob.served());
    const forged = await sealedAs(alice.account, mallory, bob.account, utf8('I am Alice'));

    // Bob believes whoever has issued the certificate, as he would have to if everyone issues their own.
    assert.equal(await senderByLibsignalAlone(forged.issuer, bob, forged.sealed), nameOf(alice.account.userID).getServiceIdString());
    await assert.rejects(bob.opens(forged.sealed), MessageRejectedError);
  });

  it("are refused where a stolen certificate of the victim is not the sealing key's", async () => {
    const [alice, bob, mallory] = [await device(), await device(), await device()];
    await mallory.begins(await bob.served());
    const { userID, identity } = alice.account;
    const stolen = certificate(userID, identity.publicKey.serialize());

    await assert.rejects(bob.opens(await sealedWith(stolen.certificate, alice.account, mallory, bob.account, utf8('I am Alice'))), MessageRejectedError);
  });

  it('are opened by the user alone for whom they are sealed', async () => {
    const [alice, bob, eve] = [await device(), await device(), await device()];
    await alice.begins(await bob.served());

    await assert.rejects(eve.opens(await alice.seals(bob, utf8('hello'))), MessageRejectedError);
  });

  it('name their sender even if this device has lost its keys', async () => {
    const [alice, bob] = [await device(), await device()];
    await alice.begins(await bob.served());
    const restored = await device(Account.begin(bob.account.identity, 1, bob.account.registrationID));

    const lost = restored.opens(await alice.seals(bob, utf8('hello')));
    await assert.rejects(lost, (cause) => cause instanceof UndecryptableError && Buffer.compare(cause.from.userID, alice.account.userID) === 0);
  });
});

/** The name that libsignal reports, with a store that trusts on first use as in its documentation. */
async function senderByLibsignalAlone(issuer: PrivateKey, { account, journal }: Offline, sealed: Bytes): Promise<string> {
  const rolledBack = new Error('the test changes nothing');
  let sender = '';
  const attempt = journal.transaction(async (transaction) => {
    const { sessions, identities, preKeys, signedPreKeys, kyberPreKeys } = new Stores(account, transaction);
    identities.isTrustedIdentity = async () => true;
    const own = nameOf(account.userID).getServiceIdString();
    const result = await sealedSenderDecryptMessage(
      sealed,
      issuer.getPublicKey(),
      Date.now(),
      null,
      own,
      account.deviceID,
      sessions,
      identities,
      preKeys,
      signedPreKeys,
      kyberPreKeys,
    );
    sender = result.senderUuid();
    throw rolledBack;
  });
  await assert.rejects(attempt, rolledBack);
  return sender;
}
