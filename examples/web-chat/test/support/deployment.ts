import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineOf } from './line-of.ts';

const EXAMPLE = join(import.meta.dirname, '../../..');
const SERVE = join(EXAMPLE, '../../bin/serve');

/** A messaging server from `bin/serve` with a database of its own, and the page from `serve.mjs`, as the README starts them. */
export class Deployment {
  /** Where the page is. */
  readonly page: string;
  /** Where clients connect. */
  readonly server: string;
  readonly #processes: readonly ChildProcess[];
  readonly #directory: string;

  private constructor(page: string, server: string, processes: readonly ChildProcess[], directory: string) {
    this.page = page;
    this.server = server;
    this.#processes = processes;
    this.#directory = directory;
  }

  /** Starts both, with this configuration besides. */
  static async start(configuration: object = {}): Promise<Deployment> {
    const directory = await mkdtemp(join(tmpdir(), 'web-chat-server-'));
    const port = await freePort();
    const http = { host: '127.0.0.1', port: 0, allowedOrigins: [`http://localhost:${port}`] };
    await writeFile(join(directory, 'server.json'), JSON.stringify({ http, admin: { port: 0 }, ...configuration }));
    const server = spawn(SERVE, ['-conf', 'server.json'], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    const url = (await lineOf(server, /clients (ws:[^,]*),/)).replace('127.0.0.1', 'localhost');
    const pages = spawn(process.execPath, ['serve.mjs', '--port', String(port), '--server', url], { cwd: EXAMPLE, stdio: ['ignore', 'pipe', 'inherit'] });
    return new Deployment(await lineOf(pages, /^(http:.*)$/), url, [pages, server], directory);
  }

  async stop(): Promise<void> {
    for (const each of this.#processes) {
      await end(each);
    }
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Stops the server of the page alone. */
  async stopPages(): Promise<void> {
    await end(this.#processes[0]);
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill();
    await once(child, 'exit');
  }
}

/** The messaging server has to know the page's origin, and the page that of the server: so one port is chosen beforehand. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
