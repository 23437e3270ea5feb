import { find } from './dom.ts';
import type { Step } from './guide.ts';
import type { Person } from './people/person.ts';

/** The names of the six things to try. */
export type StepName = 'message' | 'frame' | 'offline' | 'ack' | 'keys' | 'garbage';

/** Time to see one thing before the next happens. */
const LOOK_MILLIS = 900;

/** Six things to try with these two. */
export function steps(alice: Person, bob: Person): Readonly<Record<StepName, Step>> {
  return {
    message: {
      title: 'Send a message',
      text:
        'Press Send in Alice’s card. On her anonymous WebSocket, she requests Bob’s keys, encrypts the text so that only Bob can read it, and sends it. The server’s Ack means that the message is safe.',
      play: () => alice.say('Hello Bob, the tea is ready'),
    },
    frame: {
      title: 'Open a frame',
      text:
        'Each arrow opens to show the fields and bytes of its frame. Open the inboundMessage that Bob received: nothing in it shows that Alice sent it. Compare it with requestPreKeys, which names only Bob.',
      play: () => openLast('inboundMessage'),
    },
    offline: {
      title: 'Take Bob offline',
      text:
        'Switch Bob offline, send him a message, and switch him online again. Alice receives her Ack while Bob is offline: the server stored the message, and delivers it right after his next login.',
      play: () => writeWhileOffline(alice, bob),
    },
    ack: {
      title: 'Withhold an ack',
      text:
        'Let Bob read a message without acking it. The server cannot know whether he received it: switch him offline and online again, and the server sends it again. For this reason no message is lost, and clients discard duplicates.',
      play: () => withholdAck(alice, bob),
    },
    keys: {
      title: 'Run out of keys',
      text:
        'Stop Bob from adding keys. He registers again, with a single one-time key. The first message uses it, and the server notifies him that few are left. The second message uses only his signed key, which works but protects it less well. Then let him add keys again.',
      play: () => runOutOfKeys(alice, bob),
    },
    garbage: {
      title: 'Send garbage',
      text:
        'Let Alice send bytes that are not a Message. The server answers with an Error and closes this WebSocket with code 1007. No other client is affected; Alice reconnects and continues.',
      play: async () => alice.card.control('garbage').click(),
    },
  };
}

async function openLast(name: string): Promise<void> {
  const arrow = find<HTMLButtonElement>(`#frames li:nth-last-child(1 of [data-name="${name}"]) > .arrow`);
  if (arrow.getAttribute('aria-expanded') === 'false') {
    arrow.click();
  }
  arrow.focus();
  arrow.scrollIntoView({ block: 'start' });
}

async function writeWhileOffline(alice: Person, bob: Person): Promise<void> {
  bob.card.turn('online', false);
  await bob.atRest();
  await alice.say('Are you there?');
  await look();
  bob.card.turn('online', true);
  await bob.atRest();
}

async function withholdAck(alice: Person, bob: Person): Promise<void> {
  bob.card.turn('acks', false);
  await alice.say('Did you get this?');
  await look();
  bob.card.turn('online', false);
  await bob.atRest();
  bob.card.turn('acks', true);
  bob.card.turn('online', true);
  await bob.atRest();
}

async function runOutOfKeys(alice: Person, bob: Person): Promise<void> {
  bob.card.turn('tops-up', false);
  await bob.atRest();
  await alice.say('This takes your last one-time key');
  await look();
  await alice.say('This goes without');
}

function look(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS));
}
