import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Identity } from '../src/index.ts';

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

// RFC 8032, section 7.1, TEST 3.
const SEED = hex('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7');
const PUBLIC_KEY = hex('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025');
const MESSAGE = hex('af82');
const SIGNATURE = hex(
  '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
);

describe('an identity', () => {
  it('signs as the standard says', async () => {
    const identity = await Identity.ofSeed(SEED);

    assert.deepEqual(identity.userID, Uint8Array.of(5, ...PUBLIC_KEY));
    assert.deepEqual(await identity.sign(MESSAGE), SIGNATURE);
  });

  it('is the same again from what was stored of it', async () => {
    const identity = await Identity.generate();
    const again = [
      await Identity.ofSeed(await identity.seed()),
      await Identity.ofPkcs8(await identity.pkcs8()),
      await Identity.ofKeys(identity.keys),
    ];

    for (const { userID } of again) {
      assert.deepEqual(userID, identity.userID);
    }
    assert.deepEqual(await (await Identity.ofSeed(SEED)).seed(), SEED);
  });

  it('never gives a private key away that is not extractable, but signs', async () => {
    for (const identity of [await Identity.ofSeed(SEED, { extractable: false }), await Identity.generate({ extractable: false })]) {
      await assert.rejects(identity.seed());
      await assert.rejects(identity.pkcs8());
      assert.equal((await identity.sign(MESSAGE)).length, 64);
    }
  });

  it('takes no key of another length or kind', async () => {
    await assert.rejects(Identity.ofSeed(new Uint8Array(31)), TypeError);
    await assert.rejects(Identity.ofPkcs8(new Uint8Array(48)));
    const other = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    await assert.rejects(Identity.ofKeys(other), TypeError);
  });

  it('never shows itself', async () => {
    const identity = await Identity.generate();

    assert.equal(`${identity}`, 'Identity[hidden]');
    assert.equal(JSON.stringify(identity), '"Identity[hidden]"');
  });
});
