import { find } from './dom.ts';

/** Turns wake-ups on and off. */
export class WakeupButton {
  readonly #button = find('wake', HTMLButtonElement);
  readonly #text = find('wake-text', HTMLSpanElement);

  /**
   * @param woken whether the user is woken already
   * @param wake turns wake-ups on or off; rejects with the reason if that is not possible
   */
  constructor(woken: boolean, wake: (on: boolean) => Promise<void>) {
    this.#show(woken);
    this.#button.disabled = false;
    this.#button.addEventListener('click', () => void this.#toggle(wake));
  }

  async #toggle(wake: (on: boolean) => Promise<void>): Promise<void> {
    const on = this.#button.ariaPressed !== 'true';
    this.#button.disabled = true;
    this.#text.textContent = '';
    await wake(on).then(
      () => this.#show(on),
      (cause: unknown) => (this.#text.textContent = `Sorry: ${cause instanceof Error ? cause.message : String(cause)}`),
    );
    this.#button.disabled = false;
  }

  #show(woken: boolean): void {
    this.#button.ariaPressed = String(woken);
    this.#text.textContent = woken ? 'A notification comes when messages wait.' : '';
  }
}
