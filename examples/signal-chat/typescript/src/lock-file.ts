import { readFile, rm, writeFile } from 'node:fs/promises';

/** Lets one process at a time use a state: two would use the same keys of a ratchet twice. */
export class LockFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws if a process that still runs holds it */
  static async take(path: string): Promise<LockFile> {
    try {
      await writeFile(path, `${process.pid}`, { flag: 'wx' });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw cause;
      }
      const holder = Number(await readFile(path, 'utf8'));
      if (holder === process.pid || runs(holder)) {
        throw new Error(`process ${holder} uses this state (${path})`);
      }
      await rm(path);
      return LockFile.take(path);
    }
    return new LockFile(path);
  }

  async release(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

function runs(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch {
    return false;
  }
}
