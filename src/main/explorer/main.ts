import { Diagram } from './diagram/diagram.ts';
import { other } from './diagram/seen.ts';
import type { Seen, Who } from './diagram/seen.ts';
import { Directory } from './directory.ts';
import { find } from './dom.ts';
import { Guide } from './guide.ts';
import { Ledger } from './ledger.ts';
import { Person } from './people/person.ts';
import type { PersonEvents } from './people/person.ts';
import { whatIsMissing } from './runtime.ts';
import { steps } from './steps.ts';


/** Builds the page, and brings both users online. */
async function start(): Promise<void> {
  const directory = new Directory();
  const diagram = new Diagram(directory, { seen, opened: () => guide.done('frame') });
  const [alice, bob] = await Promise.all([Person.create('alice', events('alice')), Person.create('bob', events('bob'))]);
  const people = { alice, bob };
  directory.add(alice.contact);
  directory.add(bob.contact);
  const ledger = new Ledger({ alice: alice.contact.userID, bob: bob.contact.userID }, (userID) => directory.who(userID));
  const guide = new Guide(steps(alice, bob));
  const stored = new Set<Who>();

  addEventListener('pagehide', () => Object.values(people).forEach((person) => person.leave()));
  diagram.chapter('Both open two sockets, sign in on one, and leave keys for whoever writes to them');
  await Promise.all([alice.begin(bob.contact), bob.begin(alice.contact)]);
  alice.card.ready();
  bob.card.ready();
  guide.ready();

  function seen(what: Seen): void {
    ledger.seen(what);
    alice.card.keys(ledger.oneTimeKeys('alice'));
    bob.card.keys(ledger.oneTimeKeys('bob'));
    const { who, answers, frame } = what;
    const payload = frame.message?.payload;
    if (frame.message === undefined) {
      guide.done('garbage');
    }
    if (payload?.type === 'ack' && answers === 'outboundMessage' && !ledger.isOnline(other(who))) {
      stored.add(other(who));
    }
    if (payload?.type === 'preKey' && payload.oneTimePreKey.length === 0) {
      guide.done('keys');
    }
  }

  function heard(who: Who, kind: Parameters<PersonEvents['heard']>[0]): void {
    guide.done(kind === 'again' ? 'ack' : 'message');
    if (stored.delete(who)) {
      guide.done('offline');
    }
  }

  function events(who: Who): PersonEvents {
    return {
      frame: (frame) => diagram.frame(who, frame),
      begins: (words) => diagram.chapter(words),
      sealed: (bytes, inside) => directory.sealed(bytes, inside),
      heard: (kind) => heard(who, kind),
      opened: (line) => diagram.opened(who, line),
      closed: (line, code) => {
        diagram.closed(who, line, code);
        if (line === 'authenticated') {
          ledger.offline(who);
        }
      },
    };
  }
}

function tell(problem: string): void {
  const place = find('#problem');
  place.hidden = false;
  place.textContent = problem;
}

const missing = await whatIsMissing();
if (missing === undefined) {
  start().catch((cause: unknown) => tell(`This page failed to start: ${cause instanceof Error ? cause.message : String(cause)}`));
} else {
  tell(missing);
}
