import { element, find } from '../dom.ts';
import { NAMES, other } from '../diagram/seen.ts';
import type { Who } from '../diagram/seen.ts';
import { hex } from '../sealing/bytes.ts';

const MOST_LINES = 100;

/** Commands of the controls. */
export interface Commands {
  say(text: string): void;
  online(on: boolean): void;
  acks(on: boolean): void;
  topsUp(on: boolean): void;
  garbage(): void;
}

const FIRST_WORDS: Readonly<Record<Who, string>> = { alice: 'Hello Bob, the tea is ready', bob: 'On my way, Alice' };

/** One person's part of the page: address, messages and controls. */
export class Card {
  readonly input: HTMLInputElement;
  readonly #root: HTMLElement;
  readonly #talk: HTMLElement;
  readonly #who: Who;

  constructor(who: Who, commands: Commands) {
    this.#who = who;
    this.#root = find(`#${who}`);
    this.#root.append(find<HTMLTemplateElement>('#person').content.cloneNode(true));
    this.input = find<HTMLInputElement>('input[type=text]', this.#root);
    this.#talk = find('.talk', this.#root);
    this.#label();
    this.#wire(commands);
  }

  #label(): void {
    const name = NAMES[this.#who];
    find('section', this.#root).setAttribute('aria-labelledby', `${this.#who}-name`);
    find('h2', this.#root).id = `${this.#who}-name`;
    find('h2', this.#root).textContent = name;
    find('.avatar', this.#root).textContent = name.slice(0, 1);
    this.#talk.setAttribute('aria-label', `Messages that ${name} sees`);
    const label = find('form label', this.#root);
    label.textContent = `Message from ${name} to ${NAMES[other(this.#who)]}`;
    label.setAttribute('for', `${this.#who}-text`);
    this.input.id = `${this.#who}-text`;
    this.input.value = FIRST_WORDS[this.#who];
    find('legend', this.#root).textContent = `Cause trouble for ${name}`;
  }

  #wire(commands: Commands): void {
    find('form', this.#root).addEventListener('submit', (event) => {
      event.preventDefault();
      commands.say(this.input.value);
      this.input.value = '';
    });
    this.#switched('online', (on) => commands.online(on));
    this.#switched('acks', (on) => commands.acks(on));
    this.#switched('tops-up', (on) => commands.topsUp(on));
    this.control('garbage').addEventListener('click', () => commands.garbage());
  }

  #switched(does: string, then: (on: boolean) => void): void {
    const box = this.control<HTMLInputElement>(does);
    box.addEventListener('change', () => then(box.checked));
  }

  /** The switch or button that does this. */
  control<Control extends HTMLElement = HTMLElement>(does: string): Control {
    return find<Control>(`[data-does="${does}"]`, this.#root);
  }

  /** Sets a switch, like a user; no effect if it is already set. */
  turn(does: 'online' | 'acks' | 'tops-up', on: boolean): void {
    const box = this.control<HTMLInputElement>(does);
    if (box.checked !== on) {
      box.click();
    }
  }

  /** Enables sending. */
  ready(): void {
    find<HTMLButtonElement>('.say button', this.#root).disabled = false;
  }

  /** Shows whose card it is. */
  address(userID: Uint8Array): void {
    const whole = hex(userID);
    const short = element('abbr', { title: whole }, `${whole.slice(0, 8)}…${whole.slice(-4)}`);
    find('.address', this.#root).replaceChildren('Address ', short, ' / 1');
  }

  /** Shows how many one-time keys the server should have. */
  keys(left: number): void {
    find('.keys', this.#root).textContent = left === 1 ? '1 one-time key' : `${left} one-time keys`;
  }

  /** Shows a sent message; the returned function changes the state below it. */
  said(text: string): (state: string, settled: 'waiting' | 'safe' | 'failed') => void {
    const state = element('small');
    const line = element('div', { class: 'said', 'data-state': 'waiting' }, element('p', {}, text), state);
    this.#add(line);
    return (words, settled) => {
      state.textContent = words;
      line.dataset['state'] = settled;
    };
  }

  /** Shows a received message. */
  heard(text: string, words: string, kind: 'letter' | 'again' | 'unreadable'): void {
    this.#add(element('div', { class: 'heard', 'data-state': kind }, element('p', {}, text), element('small', {}, words)));
  }

  #add(line: HTMLElement): void {
    this.#talk.append(line);
    if (this.#talk.childElementCount > MOST_LINES) {
      this.#talk.firstElementChild?.remove();
    }
    this.#talk.scrollTop = this.#talk.scrollHeight;
  }
}
