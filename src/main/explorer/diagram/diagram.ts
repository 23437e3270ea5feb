import type { Frame } from 'messaging-server-client';
import { element, find } from '../dom.ts';
import { Answers } from './answers.ts';
import { gloss } from './gloss.ts';
import { chapter, end, row } from './row.ts';
import { LINES, NAMES } from './seen.ts';
import type { Knowledge, Seen, Who } from './seen.ts';

type ConnectionKind = Frame['origin']['kind'];

const MOST_ROWS = 400;
const NEAR_THE_END = 48;

/** Events of the diagram. */
export interface Watcher {
  seen(seen: Seen): void;
  opened(): void;
}

/**
 * Every frame of the four sockets, in the order in which it crossed the wire: one list item each. Follows the newest while the reader is at
 * the end, and forgets the oldest.
 */
export class Diagram {
  readonly #list = find('#frames');
  readonly #scroll = find('#scroll');
  readonly #now = find('#now');
  readonly #answers: Readonly<Record<Who, Answers>> = { alice: new Answers(), bob: new Answers() };
  readonly #known: Knowledge;
  readonly #watcher: Watcher;

  constructor(known: Knowledge, watcher: Watcher) {
    this.#known = known;
    this.#watcher = watcher;
    find('#clear').addEventListener('click', () => this.#list.replaceChildren());
    find('#lanes').append(...['alice', 'server', 'bob'].flatMap(lanes));
  }

  /** Shows a frame. */
  frame(who: Who, frame: Frame): void {
    const seen = { who, frame, answers: this.#answers[who].of(frame) };
    this.#add(row(seen, this.#known, () => this.#watcher.opened()));
    this.#now.textContent = gloss(seen, this.#known);
    this.#watcher.seen(seen);
  }

  /** A socket is open, and logged in if it is authenticated. */
  opened(who: Who, kind: ConnectionKind): void {
    lane(who, kind).dataset['state'] = 'opened';
  }

  /** A socket has ended. */
  closed(who: Who, kind: ConnectionKind, words: string): void {
    lane(who, kind).dataset['state'] = 'closed';
    this.#add(end(who, kind, words));
  }

  /** Adds a heading for the following frames. */
  chapter(words: string): void {
    this.#add(chapter(words), true);
  }

  #add(item: HTMLLIElement, follows = this.#isAtTheEnd()): void {
    this.#list.append(item);
    if (this.#list.childElementCount > MOST_ROWS) {
      this.#list.firstElementChild?.remove();
    }
    if (follows) {
      this.#scroll.scrollTop = this.#scroll.scrollHeight;
    }
  }

  #isAtTheEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
  }
}

function lane(who: Who, kind: ConnectionKind): HTMLElement {
  return find(`#lanes [data-who="${who}"][data-line="${kind}"]`);
}

function lanes(who: string): readonly HTMLElement[] {
  if (who === 'server') {
    return [element('div', { class: 'lane', role: 'listitem', 'data-who': who }, element('b', {}, 'Server'))];
  }
  const two = (['authenticated', 'anonymous'] as const).map((kind) =>
    element(
      'div',
      { class: 'lane', role: 'listitem', 'data-who': who, 'data-line': kind, 'data-state': 'closed' },
      element('b', {}, NAMES[who as Who]),
      element('span', {}, LINES[kind]),
    ),
  );
  return who === 'alice' ? two : two.reverse();
}
