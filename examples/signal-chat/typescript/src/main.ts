#!/usr/bin/env node
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { parseArgs } from 'node:util';
import qrcode from 'qrcode';
import { Account } from './account.ts';
import { restoreBackup } from './backup.ts';
import { Chat } from './chat.ts';
import type { Recorded } from './history.ts';
import { Journal } from './journal.ts';
import { becomeDevice } from './linking.ts';
import { Messenger } from './messenger.ts';

const DEFAULT_SERVER = 'ws://localhost:8080/api';
const DEFAULT_STATE = 'signal-chat-state';

const HELP = `usage: signal-chat [--server URL]... [--state DIR] [COMMAND]

A chat in the terminal, end-to-end encrypted by libsignal, over messaging-server.

  (no command)    chat; the first start creates a user
  link            become a further device of a user: shows a QR code and a link for /link on a device of that user
  restore FILE    become the device of a backup that /backup has written; asks for its recovery code

  --server URL    the server; several URLs for a cluster (default ${DEFAULT_SERVER})
  --state DIR     where this device keeps its keys and messages (default ${DEFAULT_STATE})
  --help          this text

Two people, in two terminals:

  signal-chat --state alice        then /invite, and give the link to Bob
  signal-chat --state bob          then /add alice LINK, and write

/help in the chat lists its commands.
`;

/** What a command does to an empty state before the chat begins. */
type Beginning = (journal: Journal, terminal: Interface, servers: readonly string[]) => Promise<void>;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      server: { type: 'string', multiple: true, default: [DEFAULT_SERVER] },
      state: { type: 'string', default: DEFAULT_STATE },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await run(join(values.state, 'state'), values.server, beginning(positionals));
}

function beginning([command, ...parameters]: readonly string[]): Beginning {
  const [file] = parameters;
  if (command === undefined) {
    return async () => {};
  }
  if (command === 'link' && parameters.length === 0) {
    return (journal, _terminal, servers) => link(journal, servers);
  }
  if (command === 'restore' && file !== undefined && parameters.length === 1) {
    return async (journal, terminal) => restoreBackup(journal, file, await ask(terminal, 'recovery code: '));
  }
  throw new Error(`there is no command ${[command, ...parameters].join(' ')}; --help lists them`);
}

async function link(journal: Journal, servers: readonly string[]): Promise<void> {
  if (Account.load(journal)) {
    throw new Error('the state belongs to a device already: choose another one with --state');
  }
  const { deviceID } = await becomeDevice(servers, journal, (text) => {
    void showQRCode(text).then(() => print(text));
  });
  note(`this is now device ${deviceID}`);
}

async function showQRCode(text: string): Promise<void> {
  if (process.stdout.isTTY) {
    print(await qrcode.toString(text, { type: 'utf8' }));
  }
}

function ask(terminal: Interface, question: string): Promise<string> {
  return new Promise((resolve) => terminal.question(question, resolve));
}

/** Talks until the input ends. */
async function run(state: string, servers: readonly string[], begin: Beginning): Promise<void> {
  const journal = await Journal.open(state);
  const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY });
  const ended = new Promise<void>((resolve) => terminal.once('close', resolve));
  const typed: string[] = [];
  let onLine = (line: string): void => void typed.push(line);
  // What arrives before is among the latest messages then.
  let onMessage: (message: Recorded) => void = () => {};
  try {
    terminal.on('line', (line) => onLine(line));
    await begin(journal, terminal, servers);
    const messenger = await Messenger.start({ servers, journal, onMessage: (message) => onMessage(message), onNote: note });
    const chat = new Chat(messenger, print, () => terminal.close());
    chat.showLatest();
    onMessage = (message) => chat.show(message);
    note('/help lists the commands');
    let last = Promise.resolve();
    onLine = (line) => void (last = last.then(() => chat.typed(line)));
    typed.forEach(onLine);
    await ended;
    await last;
    await messenger.disconnect();
  } finally {
    terminal.close();
    await journal.close();
  }
}

function print(line: string): void {
  console.log(line);
}

function note(text: string): void {
  console.error(`# ${text}`);
}

try {
  await main();
} catch (cause) {
  console.error(`signal-chat: ${(cause as Error).message}`);
  process.exitCode = 1;
}
