import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../src/main.js');

/** How the chat is started, and in which language it is written. */
export interface Program {
  readonly language: string;
  readonly command: readonly [string, ...string[]];
}

export const TYPESCRIPT: Program = { language: 'TypeScript', command: [process.execPath, MAIN] };

/** The same chat in Java, if `JAVA_CHAT` names it. */
export const JAVA: Program | undefined = process.env['JAVA_CHAT'] ? { language: 'Java', command: [process.env['JAVA_CHAT']] } : undefined;

const TIMEOUT = 60_000;

/** A person at a terminal: types lines, and waits for what is shown. */
export class Terminal {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<number>;
  readonly #lines = { stdout: [] as string[], stderr: [] as string[] };
  readonly #shown = new EventEmitter();
  #ended = false;

  constructor({ command: [file, ...first] }: Program, ...parameters: readonly string[]) {
    this.#process = spawn(file, [...first, ...parameters]);
    this.#exit = once(this.#process, 'close').then(([code]) => {
      this.#ended = true;
      this.#shown.emit('line');
      return code as number;
    });
    for (const stream of ['stdout', 'stderr'] as const) {
      createInterface({ input: this.#process[stream] }).on('line', (line) => {
        this.#lines[stream].push(line);
        this.#shown.emit('line');
      });
    }
  }

  types(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  /** The next line that is shown and matches; those before it are passed over. */
  async shows(line: RegExp): Promise<string> {
    return (await this.showsUntil(line)).at(-1) ?? '';
  }

  /** The lines that are shown, up to the next one that matches. */
  showsUntil(line: RegExp): Promise<readonly string[]> {
    return this.#next('stdout', line);
  }

  async reports(line: RegExp): Promise<string> {
    return (await this.#next('stderr', line)).at(-1) ?? '';
  }

  kill(): void {
    this.#process.kill();
  }

  ends(): void {
    this.#process.stdin.end();
  }

  exits(): Promise<number> {
    return this.#exit;
  }

  async #next(stream: 'stdout' | 'stderr', expected: RegExp): Promise<readonly string[]> {
    const lines = this.#lines[stream];
    const seen: string[] = [];
    const signal = AbortSignal.timeout(TIMEOUT);
    for (;;) {
      for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
        seen.push(line);
        if (expected.test(line)) {
          return seen;
        }
      }
      try {
        if (this.#ended) {
          throw new Error('the chat has ended');
        }
        await once(this.#shown, 'line', { signal });
      } catch {
        throw new Error(`nothing like ${expected} after:\n${[...seen, ...this.#lines.stderr].join('\n')}`);
      }
    }
  }
}
