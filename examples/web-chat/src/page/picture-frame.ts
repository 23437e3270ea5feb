import type { Picture } from '../store.ts';
import { element } from './dom.ts';

const KIB = 1024;

/** A picture in the log: the picture, or the button that downloads it. The user decides when the server sees that somebody does. */
export class PictureFrame {
  readonly element = element('div', { className: 'picture' });
  readonly #progress = element('progress', { max: 1, hidden: true, ariaLabel: 'Part of the picture that is transferred' });
  readonly #problem = element('p', { className: 'note failed', hidden: true });
  readonly #button: HTMLButtonElement;
  #image: HTMLImageElement | undefined;

  /** @param download resolves once the picture is shown */
  constructor(download: () => Promise<void>) {
    this.#button = element('button', { type: 'button', onclick: () => void this.#download(download) });
    this.element.append(this.#button, this.#progress, this.#problem);
  }

  /** @param settled whether no transfer is under way */
  show({ content, bytes }: Picture, settled: boolean): void {
    this.#progress.hidden ||= settled;
    this.#button.textContent = `Show picture (${Math.ceil(bytes / KIB)} KiB)`;
    this.#button.hidden = content !== undefined;
    if (content !== undefined && this.#image === undefined) {
      this.#image = element('img', { alt: 'Picture', src: URL.createObjectURL(content) });
      this.#image.addEventListener('error', () => this.#tell('This is not a picture that the browser can show.'));
      this.element.prepend(this.#image);
    }
  }

  progress(part: number): void {
    this.#progress.hidden = false;
    this.#progress.value = part;
  }

  /** Lets the browser forget the picture. */
  close(): void {
    if (this.#image !== undefined) {
      URL.revokeObjectURL(this.#image.src);
    }
  }

  async #download(download: () => Promise<void>): Promise<void> {
    this.#button.disabled = true;
    this.#problem.hidden = true;
    await download().catch((cause: unknown) => this.#tell(`Sorry: ${cause instanceof Error ? cause.message : String(cause)}`));
    this.#button.disabled = false;
    this.#progress.hidden = true;
  }

  #tell(problem: string): void {
    this.#problem.textContent = problem;
    this.#problem.hidden = false;
  }
}
