import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LockFile } from './lock-file.ts';

/** A change of one value; null removes it. */
type Change = readonly [key: string, value: string | null];

/** Reads values, and changes them if it is committed. */
export interface Transaction {
  get(key: string): string | undefined;
  /** The keys with this prefix, oldest first. */
  keys(prefix: string): readonly string[];
  set(key: string, value: string): void;
  delete(key: string): void;
}

/**
 * The state of one device on disk. A transaction is either on disk as a whole or not at all, also after a crash, and transactions run one after the
 * other.
 *
 * The file holds a line of JSON for each transaction. An app on a phone would use its database; what matters is that a message and the ratchet that
 * opened it are stored together, before the Ack.
 */
export class Journal {
  readonly #file: FileHandle;
  readonly #lock: LockFile;
  readonly #values: Map<string, string>;
  #last: Promise<unknown> = Promise.resolve();
  #failed = false;

  private constructor(file: FileHandle, lock: LockFile, values: Map<string, string>) {
    this.#file = file;
    this.#lock = lock;
    this.#values = values;
  }

  /**
   * Opens the file, or creates an empty one.
   *
   * @throws if another process has opened it, or it is damaged
   */
  static async open(path: string): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const lock = await LockFile.take(`${path}.lock`);
    try {
      const values = await read(path);
      await replace(path, values);
      return new Journal(await open(path, 'a', 0o600), lock, values);
    } catch (cause) {
      await lock.release();
      throw cause;
    }
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  keys(prefix: string): readonly string[] {
    return [...this.#values.keys()].filter((key) => key.startsWith(prefix));
  }

  /** Runs `work` after all earlier transactions, and commits what it has changed. If it rejects, nothing has changed. */
  transaction<T>(work: (transaction: Transaction) => T | Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      const pending = new Pending(this.#values);
      const returned = await work(pending);
      await this.#commit(pending.changes());
      return returned;
    });
    this.#last = result.catch(() => {});
    return result;
  }

  async #commit(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) {
      return;
    }
    if (this.#failed) {
      throw new Error('the state cannot be written');
    }
    try {
      await this.#file.appendFile(`${JSON.stringify(changes)}\n`);
      await this.#file.datasync();
    } catch (cause) {
      // A part of the line may be in the file: nothing may follow it.
      this.#failed = true;
      throw cause;
    }
    apply(this.#values, changes);
  }

  /** Waits for all transactions, and closes the file. */
  async close(): Promise<void> {
    await this.#last;
    await this.#file.close();
    await this.#lock.release();
  }
}

class Pending implements Transaction {
  readonly #before: ReadonlyMap<string, string>;
  readonly #changed = new Map<string, string | null>();

  constructor(before: ReadonlyMap<string, string>) {
    this.#before = before;
  }

  get(key: string): string | undefined {
    const changed = this.#changed.get(key);
    return changed === undefined ? this.#before.get(key) : (changed ?? undefined);
  }

  keys(prefix: string): readonly string[] {
    const all = new Set([...this.#before.keys(), ...this.#changed.keys()]);
    return [...all].filter((key) => key.startsWith(prefix) && this.get(key) !== undefined);
  }

  set(key: string, value: string): void {
    this.#changed.set(key, value);
  }

  delete(key: string): void {
    this.#changed.set(key, null);
  }

  changes(): readonly Change[] {
    return [...this.#changed];
  }
}

function apply(values: Map<string, string>, changes: readonly Change[]): void {
  for (const [key, value] of changes) {
    if (value === null) {
      values.delete(key);
    } else {
      values.set(key, value);
    }
  }
}

/** Reads all whole lines. A crash may have left a part of the last one: that transaction was not committed. */
async function read(path: string): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  const lines = (await contents(path)).split('\n').slice(0, -1);
  lines.forEach((line, i) => {
    try {
      apply(values, JSON.parse(line) as readonly Change[]);
    } catch {
      throw new Error(`${path}: line ${i + 1} is damaged`);
    }
  });
  return values;
}

async function contents(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      return '';
    }
    throw cause;
  }
}

/** Writes the values alone, without the history of their changes. */
async function replace(path: string, values: ReadonlyMap<string, string>): Promise<void> {
  const next = `${path}.next`;
  await rm(next, { force: true });
  const file = await open(next, 'w', 0o600);
  try {
    await file.writeFile(values.size === 0 ? '' : `${JSON.stringify([...values])}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, path);
  await chmod(path, 0o600);
  const directory = await open(dirname(path), 'r');
  await directory.sync().finally(() => directory.close());
}
