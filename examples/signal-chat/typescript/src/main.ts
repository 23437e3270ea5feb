#!/usr/bin/env node
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Chat } from './chat.ts';
import type { Recorded } from './history.ts';
import { Journal } from './journal.ts';
import { Messenger } from './messenger.ts';

const DEFAULT_SERVER = 'ws://localhost:8080/api';
const DEFAULT_STATE = 'signal-chat-state';

const HELP = `usage: signal-chat [--server URL]... [--state DIR]

A chat in the terminal, end-to-end encrypted by libsignal, over messaging-server.
The first start creates a user. /help in the chat lists its commands.

  --server URL    the server; several URLs for a cluster (default ${DEFAULT_SERVER})
  --state DIR     where this device keeps its keys and messages (default ${DEFAULT_STATE})
  --help          this text

Two people, in two terminals:

  signal-chat --state alice        then /invite, and give the link to Bob
  signal-chat --state bob          then /add alice LINK, and write
`;

interface Options {
  readonly servers: readonly string[];
  readonly state: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
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
  await chat({ servers: values.server, state: values.state });
}

/** Talks until the input ends. */
async function chat({ servers, state }: Options): Promise<void> {
  const journal = await Journal.open(join(state, 'state'));
  // What arrives before is among the latest messages then.
  let onMessage: (message: Recorded) => void = () => {};
  const messenger = await Messenger.start({ servers, journal, onMessage: (message) => onMessage(message), onNote: note }).catch(async (cause) => {
    await journal.close();
    throw cause;
  });
  const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY });
  const shown = new Chat(messenger, print, () => terminal.close());
  shown.showLatest();
  onMessage = (message) => shown.show(message);
  note('/help lists the commands');
  let last = Promise.resolve();
  terminal.on('line', (line) => (last = last.then(() => shown.typed(line))));
  await new Promise((resolve) => terminal.once('close', resolve));
  await last;
  await messenger.close();
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
