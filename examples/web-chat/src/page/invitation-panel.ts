import { formatLink } from '../invitation.ts';
import type { Invitation } from '../invitation.ts';
import { find } from './dom.ts';

/** The user's own link, and the form for those of others. */
export class InvitationPanel {
  readonly #link = find('my-link', HTMLInputElement);
  readonly #theirs = find('their-link', HTMLInputElement);

  /** @param added receives a link that was pasted, or that opened the page */
  constructor(own: Invitation, added: (link: string) => void) {
    this.#link.value = formatLink(`${location.origin}${location.pathname}`, own);
    this.#link.addEventListener('focus', () => this.#link.select());
    find('copy', HTMLButtonElement).addEventListener('click', () => this.#copy());
    find('add', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      added(this.#theirs.value);
      this.#theirs.value = '';
    });
    const opened = () => {
      if (location.hash.includes('.')) {
        added(location.hash);
        // The token shall not stay in the browser's history.
        history.replaceState(null, '', location.pathname + location.search);
      }
    };
    addEventListener('hashchange', opened);
    opened();
  }

  #copy(): void {
    this.#link.select();
    void navigator.clipboard.writeText(this.#link.value);
  }
}
