import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base64url, utf8 } from '../src/bytes.ts';
import { format, MAX_NAME, MAX_TEXT, parse } from '../src/content.ts';
import { formatLink, parseLink } from '../src/invitation.ts';

const TOKEN = base64url(new Uint8Array(32).fill(1));
const USER = base64url(new Uint8Array(33).fill(5));
const CONTENT = { id: crypto.randomUUID(), text: 'Hello', name: 'Alice', token: TOKEN };

describe('content', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parse(format(CONTENT)), CONTENT);
  });

  it('is refused if it is not what the app writes', () => {
    const wrong = [
      { id: 'x' },
      { id: 7 },
      { text: '' },
      { text: ' \n' },
      { text: 'x'.repeat(MAX_TEXT + 1) },
      { text: ['Hello'] },
      { name: undefined },
      { name: 'x'.repeat(MAX_NAME + 1) },
      { token: TOKEN.slice(1) },
      { token: `${TOKEN}=` },
      { token: TOKEN.replace(/.$/, '/') },
      { token: TOKEN.replace(/.$/, 'F') },
    ];
    for (const change of wrong) {
      assert.throws(() => parse(utf8(JSON.stringify({ ...CONTENT, ...change }))), JSON.stringify(change));
    }
    for (const text of ['', 'null', '[]', '7', '{', '"text"']) {
      assert.throws(() => parse(utf8(text)), text);
    }
    const notUTF8 = format({ ...CONTENT, text: 'é' });
    notUTF8[notUTF8.indexOf(0xc3)] = 0xff;
    assert.throws(() => parse(notUTF8));
  });
});

describe('a link', () => {
  it('is read as it was written, whatever the name', () => {
    for (const name of ['Alice', 'Zoë & Bob.#%', '名前', '<b>']) {
      assert.deepEqual(parseLink(formatLink('https://chat.example/', { user: USER, token: TOKEN, name })), { user: USER, token: TOKEN, name });
    }
  });

  it('is refused if a part is missing or wrong', () => {
    const wrong = ['', 'https://chat.example/', `#${USER}`, `#${USER}.${TOKEN}`, `#${USER}.${TOKEN}.`, `#${TOKEN}.${TOKEN}.Alice`, `#${USER}.${USER}.Alice`, `#${USER}.${TOKEN}.%E0%A4`];
    for (const link of [...wrong, `#${USER}.${TOKEN}.${'x'.repeat(MAX_NAME + 1)}`]) {
      assert.throws(() => parseLink(link), link);
    }
  });
});
