import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SERVE = join(import.meta.dirname, '../../../../../bin/serve');
const CONFIGURATION = { http: { host: '127.0.0.1', port: 0 }, admin: { port: 0 }, limits: { enabled: false }, preKeys: { notifyMillis: 100 } };
const URL_OF_CLIENTS = /clients (ws:[^,]*),/;

/** A messaging server of its own, with a database of its own, as a newcomer starts it. */
export class RealServer {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #directory: string;

  private constructor(url: string, process: ChildProcess, directory: string) {
    this.url = url;
    this.#process = process;
    this.#directory = directory;
  }

  static async start(): Promise<RealServer> {
    const directory = await mkdtemp(join(tmpdir(), 'messaging-server-'));
    await writeFile(join(directory, 'server.json'), JSON.stringify(CONFIGURATION));
    const process = spawn(SERVE, ['-conf', 'server.json'], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    return new RealServer(await urlOf(process), process, directory);
  }

  async stop(): Promise<void> {
    this.#process.kill();
    await once(this.#process, 'exit');
    await rm(this.#directory, { recursive: true, force: true });
  }
}

async function urlOf(process: ChildProcess): Promise<string> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [process.stdout, process.stderr]) {
      createInterface({ input: stream ?? neverSaid() }).on('line', (line) => {
        said.push(line);
        const url = URL_OF_CLIENTS.exec(line)?.[1];
        if (url) {
          resolve(url);
        }
      });
    }
    process.once('exit', () => reject(new Error(`the server ended:\n${said.join('\n')}`)));
  });
}

function neverSaid(): never {
  throw new Error('the server has no output');
}
