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
        'Press Send in Alice’s card. On a socket that does not say who she is she fetches Bob’s keys, seals the text so that only he can open it, and leaves it for him. The server’s Ack means: it is safe.',
      play: () => alice.say('Hello Bob, the tea is ready'),
    },
    frame: {
      title: 'Open a frame',
      text:
        'Every arrow opens to its fields and bytes. Open the inboundMessage that went to Bob: nothing in it tells that Alice wrote it. Compare the requestPreKeys: it names Bob, and nobody else.',
      play: () => openLast('inboundMessage'),
    },
    offline: {
      title: 'Take Bob offline',
      text:
        'Switch Bob off, write to him, and switch him on again. Alice gets her Ack all the same: the message is in the server’s database, and comes right after his next login.',
      play: () => writeWhileOffline(alice, bob),
    },
    ack: {
      title: 'Withhold an ack',
      text:
        'Let Bob read a message without acking it. For all the server knows he never got it: take him off and on again, and it comes once more. That is why no message is ever lost, and why clients drop doubles.',
      play: () => withholdAck(alice, bob),
    },
    keys: {
      title: 'Run out of keys',
      text:
        'Let Bob add no keys. He begins anew with a single one-time key: the first message takes it, and he is told that few are left. The second has to do with his signed key alone. That works, only less well. Then let him add keys again.',
      play: () => runOutOfKeys(alice, bob),
    },
    garbage: {
      title: 'Send garbage',
      text:
        'Let Alice send bytes that are no Message. The server answers with an Error and closes that one socket with code 1007. Nobody else notices; she connects again and goes on.',
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
