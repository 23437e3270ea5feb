import { element, find } from './dom.ts';

/** One thing to try. */
export interface Step {
  readonly title: string;
  readonly text: string;
  /** Performs the step, like a user. */
  play(): Promise<void>;
}

/** The steps of the guide, one of them shown; marks a step as done whoever performed it. */
export class Guide<Name extends string> {
  readonly #steps: Readonly<Record<Name, Step>>;
  readonly #buttons: ReadonlyMap<Name, HTMLButtonElement>;
  readonly #text = find('#step-text');
  readonly #play = find<HTMLButtonElement>('#step-play');
  #current: Name;

  constructor(steps: Readonly<Record<Name, Step>>) {
    this.#steps = steps;
    const names = Object.keys(steps) as Name[];
    this.#buttons = new Map(names.map((name, at) => [name, this.#button(name, at + 1)]));
    find('#steps').append(...Array.from(this.#buttons.values(), (button) => element('li', {}, button)));
    this.#current = names[0] as Name;
    this.#show(this.#current);
    this.#play.addEventListener('click', () => void this.#playCurrent());
  }

  #button(name: Name, number: number): HTMLButtonElement {
    const title = element('span', {}, this.#steps[name].title);
    const button = element('button', { type: 'button', 'data-step': name, 'data-number': String(number) }, title);
    button.addEventListener('click', () => this.#show(name));
    return button;
  }

  #show(name: Name): void {
    this.#buttons.get(this.#current)?.removeAttribute('aria-current');
    this.#buttons.get(name)?.setAttribute('aria-current', 'step');
    this.#current = name;
    this.#text.textContent = this.#steps[name].text;
  }

  /** From now on the page can show what the steps say. */
  ready(): void {
    this.#play.disabled = false;
  }

  async #playCurrent(): Promise<void> {
    this.#play.disabled = true;
    await this.#steps[this.#current].play().catch(() => {});
    this.#play.disabled = false;
  }

  /** This was done. */
  done(name: Name): void {
    const button = this.#buttons.get(name);
    if (button !== undefined && !button.hasAttribute('data-done')) {
      button.setAttribute('data-done', '');
      find('span', button).append(element('span', { class: 'hidden' }, ' (done)'));
    }
  }
}
