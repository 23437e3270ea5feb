import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { Journal } from '../src/journal.ts';
import { Folder } from './support/folder.ts';

describe('the state on disk', () => {
  let folder: Folder;

  before(async () => {
    folder = await Folder.create();
  });

  after(() => folder.remove());

  it('keeps what was committed, and nothing of a transaction that failed', async () => {
    const journal = await Journal.open(folder.in('kept'));
    await journal.transaction((transaction) => {
      transaction.set('a', '1');
      transaction.set('b', '1');
    });
    await journal.transaction((transaction) => transaction.delete('b'));
    const failed = journal.transaction((transaction) => {
      transaction.set('a', '2');
      throw new Error('as the test wants it');
    });
    await assert.rejects(failed, /as the test wants it/);
    await journal.close();

    const again = await Journal.open(folder.in('kept'));
    assert.equal(again.get('a'), '1');
    assert.deepEqual(again.keys(''), ['a']);
    await again.close();
  });

  it('drops a transaction of which a crash has left a part', async () => {
    const journal = await Journal.open(folder.in('torn'));
    await journal.transaction((transaction) => transaction.set('a', '1'));
    await journal.close();
    await appendFile(folder.in('torn'), '[["a","2"],["b');

    const again = await Journal.open(folder.in('torn'));
    assert.equal(again.get('a'), '1');
    await again.transaction((transaction) => transaction.set('c', '3'));
    await again.close();
    assert.equal(await readFile(folder.in('torn'), 'utf8'), '[["a","1"]]\n[["c","3"]]\n');
  });

  it('is opened once at a time', async () => {
    const journal = await Journal.open(folder.in('locked'));
    await assert.rejects(Journal.open(folder.in('locked')), /uses this state/);
    await journal.close();
    await (await Journal.open(folder.in('locked'))).close();
  });

  it('runs transactions one after the other', async () => {
    const journal = await Journal.open(folder.in('ordered'));
    const increment = (): Promise<void> =>
      journal.transaction(async (transaction) => {
        const before_ = Number(transaction.get('count') ?? '0');
        await new Promise(setImmediate);
        transaction.set('count', String(before_ + 1));
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    assert.equal(journal.get('count'), '20');
    await journal.close();
  });
});
