import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevTools } from './dev-tools.ts';
import { lineOf } from './line-of.ts';
import { Window } from './window.ts';

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--force-prefers-reduced-motion'];

/** A Chromium without a screen, and with a profile of its own: Debian's package `chromium`, or what CHROMIUM names. */
export class Browser {
  readonly tools: DevTools;
  readonly #process: ChildProcess;
  readonly #profile: string;

  private constructor(tools: DevTools, process: ChildProcess, profile: string) {
    this.tools = tools;
    this.#process = process;
    this.#profile = profile;
  }

  static async start(): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'web-chat-browser-'));
    const flags = [...FLAGS, '--remote-debugging-port=0', `--user-data-dir=${profile}`];
    const browser = spawn(process.env['CHROMIUM'] ?? 'chromium', flags, { stdio: ['ignore', 'ignore', 'pipe'] });
    const url = await lineOf(browser, /^DevTools listening on (ws:.*)$/);
    return new Browser(await DevTools.connect(url), browser, profile);
  }

  /** Opens a window; `prepare` is called before it loads the page. */
  async open(url: string, prepare: (window: Window) => Promise<void> = async () => {}): Promise<Window> {
    const { targetId } = await this.tools.send('Target.createTarget', { url: 'about:blank', newWindow: true, width: 760, height: 640 });
    const { sessionId } = await this.tools.send('Target.attachToTarget', { targetId, flatten: true });
    const window = new Window(this.tools, sessionId, targetId);
    await window.begin();
    await prepare(window);
    await window.go(url);
    return window;
  }

  async stop(): Promise<void> {
    const gone = once(this.#process, 'exit');
    await this.tools.send('Browser.close');
    await gone;
    this.tools.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
