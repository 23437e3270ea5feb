import type { Frame } from 'messaging-server-client';
import { element } from '../dom.ts';
import { fields } from './fields.ts';
import { gloss } from './gloss.ts';
import { hexDump } from './hex-dump.ts';
import { LINES, NAMES } from './seen.ts';
import type { Knowledge, Seen, Who } from './seen.ts';

let rows = 0;

/**
 * One frame as an arrow between two lanes, which opens to its fields and bytes.
 *
 * @param known what the page knows in addition
 * @param onOpened runs when a user opens the frame
 */
export function row(seen: Seen, known: Knowledge, onOpened: () => void): HTMLLIElement {
  const { who, frame } = seen;
  const id = `frame-${++rows}`;
  const button = element('button', { type: 'button', class: 'arrow', 'aria-expanded': 'false', 'aria-controls': id });
  button.append(
    element('span', { class: 'hidden' }, `${way(who, frame)}: `),
    element('span', { class: 'label' }, element('b', {}, name(frame)), ' ', element('small', {}, size(frame))),
    element('span', { class: 'shaft', 'aria-hidden': 'true' }),
    element('span', { class: 'gloss' }, gloss(seen, known)),
  );
  const detail = element('div', { id, class: 'detail', hidden: true });
  button.addEventListener('click', () => {
    detail.hidden = !detail.hidden;
    button.setAttribute('aria-expanded', String(!detail.hidden));
    if (!detail.hidden && detail.childElementCount === 0) {
      detail.append(...contents(frame, known));
    }
    detail.scrollIntoView({ block: 'nearest' });
    onOpened();
  });
  const place = { 'data-who': who, 'data-line': frame.origin.kind, 'data-way': frame.direction, 'data-name': name(frame) };
  return element('li', { class: 'frame', ...place }, button, detail);
}

/** The end of a socket, on its lane. */
export function end(who: Who, line: Frame['origin']['kind'], words: string): HTMLLIElement {
  const whose = element('span', { class: 'hidden' }, `${NAMES[who]}’s ${LINES[line]} WebSocket: `);
  return element('li', { class: 'end', 'data-who': who, 'data-line': line }, element('span', {}, whose, words));
}

/** A heading for the following frames. */
export function chapter(words: string): HTMLLIElement {
  return element('li', { class: 'chapter' }, element('h3', {}, words));
}

/** The name of a frame in the protocol. */
export function name(frame: Frame): string {
  return frame.message === undefined ? 'garbage' : (frame.message.payload?.type ?? 'empty');
}

function way(who: Who, { origin, direction }: Frame): string {
  const socket = `${NAMES[who]}’s ${LINES[origin.kind]} WebSocket`;
  return direction === 'sent' ? `${socket} to server` : `Server to ${socket}`;
}

function size({ message, bytes }: Frame): string {
  return message === undefined ? `${bytes.length} B` : `#${message.sequence} · ${bytes.length} B`;
}

function contents(frame: Frame, known: Knowledge): readonly Node[] {
  const list = element('dl');
  for (const [field, value] of fields(frame, known)) {
    list.append(element('div', {}, element('dt', {}, field), element('dd', {}, value)));
  }
  const dump = element('pre', { tabindex: '0', 'aria-label': 'Bytes of the frame' }, hexDump(frame.bytes));
  return [element('p', { class: 'when' }, `${time(frame.at)} UTC, ${frame.bytes.length} bytes`), list, dump];
}

function time(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
