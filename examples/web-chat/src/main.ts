import { MAX_NAME } from './content.ts';
import { Messenger } from './messenger.ts';
import { find } from './page/dom.ts';
import { Page } from './page/page.ts';
import { tell } from './page/problem.ts';
import { registerServiceWorker, subscribe as subscribeWith } from './push-subscription.ts';
import { Store } from './store.ts';

/** The user of this window: `?as=alice` is another one than `?as=bob`, with a database of its own, so that a browser can play both. */
function userName(): string {
  return new URLSearchParams(location.search).get('as')?.trim().slice(0, MAX_NAME) || 'me';
}

async function serverURL(): Promise<string> {
  const { server } = (await (await fetch('config.json')).json()) as { readonly server: string };
  return server;
}

/** Runs until the page is closed. Rejects if the page cannot work. */
async function start(name: string): Promise<void> {
  const store = await Store.open(name);
  const page = new Page(name, store);
  const registration = registerServiceWorker();
  registration.catch(tell);
  const subscribe = (serverKey: Uint8Array) => subscribeWith(registration, serverKey);
  const messenger = await Messenger.create({ name, server: await serverURL(), store, subscribe, listener: page });
  await page.ready(messenger);
  await messenger.start();
}

/** Two windows of one user would race for its messages: the second one waits until the first is closed. */
async function startOnce(name: string): Promise<void> {
  const lock = `web-chat ${name}`;
  const { held } = await navigator.locks.query();
  if (held?.some((each) => each.name === lock)) {
    find('status', HTMLParagraphElement).textContent = 'Waits until the other window of this user is closed';
  }
  const untilClosed = new Promise<void>(() => {});
  await new Promise((_, fail) => void navigator.locks.request(lock, () => start(name).then(() => untilClosed).catch(fail)));
}

startOnce(userName()).catch(tell);
