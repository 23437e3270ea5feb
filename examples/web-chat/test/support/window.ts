import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'messaging-server-client';
import type { Message } from 'messaging-server-client';
import type { DevTools } from './dev-tools.ts';

const SCREENSHOTS = join(import.meta.dirname, '../../../../../target/screenshots');
const PATIENCE_MILLIS = 30_000;
const LOOK_MILLIS = 50;

type Truthy<T> = Exclude<T, undefined | null | false | ''>;

/** A frame between the page and the messaging server, on one of its sockets. */
export interface Frame {
  readonly socket: string;
  readonly message: Message;
}

/** A window of the browser, and the user in front of it. */
export class Window {
  /** Everything that the browser complained of: errors, violated policies, and what the page wrote to the console. */
  readonly complaints: string[] = [];
  readonly #frames: Frame[] = [];
  readonly #tools: DevTools;
  readonly #session: string;
  readonly #target: string;

  constructor(tools: DevTools, session: string, target: string) {
    this.#tools = tools;
    this.#session = session;
    this.#target = target;
    tools.onEvent((method, params, of) => of === session && this.#event(method, params));
  }

  /** Runs a command of the DevTools protocol. */
  send(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<any> {
    return this.#tools.send(method, params, this.#session);
  }

  /** Calls the listener at each event of this name. */
  onEvent(name: string, listener: (params: any) => void): void {
    this.#tools.onEvent((method, params, of) => of === this.#session && method === name && listener(params));
  }

  async begin(): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Log', 'DOM', 'Network']) {
      await this.send(`${domain}.enable`);
    }
  }

  /** Runs a function in each page of the window, before the page itself does anything. */
  async beforeEachPage<Args extends readonly unknown[]>(script: (...args: Args) => void, ...args: Args): Promise<void> {
    await this.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${script})(...${JSON.stringify(args)})` });
  }

  async go(url: string): Promise<void> {
    await this.send('Page.navigate', { url });
    // A page may take what is behind the # out of its address.
    await this.until((address) => location.href.startsWith(address) && document.readyState === 'complete', url.replace(/#.*/, ''));
  }

  async reload(): Promise<void> {
    await this.run(() => ((globalThis as { old?: true }).old = true));
    this.#frames.length = 0;
    await this.send('Page.reload');
    await this.until(() => !('old' in globalThis) && document.readyState === 'complete');
  }

  /** Runs a function in the page, which sees nothing but its arguments. */
  async run<Args extends readonly unknown[], T>(script: (...args: Args) => T, ...args: Args): Promise<Awaited<T>> {
    const expression = `(${script})(...${JSON.stringify(args)})`;
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Waits until a function in the page returns something true, and returns that. */
  async until<Args extends readonly unknown[], T>(script: (...args: Args) => T, ...args: Args): Promise<Truthy<Awaited<T>>> {
    const deadline = Date.now() + PATIENCE_MILLIS;
    for (;;) {
      // While a page is being replaced, there is nothing to run a script in.
      const found = await this.run(script, ...args).catch((cause: unknown) => cause);
      if (found && !(found instanceof Error)) {
        return found as Truthy<Awaited<T>>;
      }
      if (Date.now() > deadline) {
        throw new Error(`in vain: ${script}(${JSON.stringify(args)}): ${String(found)}; the page: ${await this.text('body')}; ${this.complaints.join('\n')}`);
      }
      await new Promise((settle) => setTimeout(settle, LOOK_MILLIS));
    }
  }

  /** Waits for a frame, sent or received since the page was loaded. */
  async frame(isWanted: (frame: Frame) => boolean): Promise<Frame> {
    for (const deadline = Date.now() + PATIENCE_MILLIS; Date.now() < deadline; ) {
      const found = this.#frames.find(isWanted);
      if (found !== undefined) {
        return found;
      }
      await new Promise((settle) => setTimeout(settle, LOOK_MILLIS));
    }
    throw new Error(`in vain: ${isWanted}`);
  }

  /** What somebody reads in an element. */
  text(selector: string): Promise<string> {
    return this.run((found) => document.querySelector<HTMLElement>(found)?.innerText ?? '', selector);
  }

  /** Waits until an element contains this text. */
  async sees(selector: string, text: string): Promise<void> {
    await this.until((found, expected) => [...document.querySelectorAll<HTMLElement>(found)].some((each) => each.innerText.includes(expected)), selector, text);
  }

  click(selector: string): Promise<void> {
    return this.run((found) => document.querySelector<HTMLElement>(found)!.click(), selector);
  }

  /** Types a text, and then Enter, wherever the focus is. */
  async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
    await this.press('Enter', '\r');
  }

  async press(key: string, text?: string): Promise<void> {
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code: key, windowsVirtualKeyCode: key === 'Tab' ? 9 : 13, ...(text && { text }) });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key });
  }

  async focus(selector: string): Promise<void> {
    await this.run((found) => document.querySelector<HTMLElement>(found)!.focus(), selector);
  }

  /** Leaves a picture of the window under target/screenshots. */
  async shoot(name: string): Promise<void> {
    const { data } = await this.send('Page.captureScreenshot');
    await mkdir(SCREENSHOTS, { recursive: true });
    await writeFile(join(SCREENSHOTS, `web-chat-${name}.png`), Buffer.from(data, 'base64'));
  }

  async close(): Promise<void> {
    await this.#tools.send('Target.closeTarget', { targetId: this.#target });
  }

  #event(method: string, params: any): void {
    if (method === 'Network.webSocketFrameSent' || method === 'Network.webSocketFrameReceived') {
      this.#frames.push({ socket: params.requestId, message: decode(Buffer.from(params.response.payloadData, 'base64')) });
    } else if (method === 'Runtime.exceptionThrown') {
      this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    } else if (method === 'Log.entryAdded') {
      this.complaints.push(`${params.entry.text} ${params.entry.url ?? ''}`);
    } else if (method === 'Runtime.consoleAPICalled') {
      this.complaints.push(params.args.map((arg: { value?: unknown; description?: string }) => arg.value ?? arg.description).join(' '));
    }
  }
}
