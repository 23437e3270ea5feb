import type { Attachments } from 'messaging-server-client';
import { MAX_PICTURE_BYTES } from './content.ts';
import type { Picture } from './store.ts';

const LONGEST_SIDE = 2048;
const FORMAT = { type: 'image/webp', quality: 0.9 };

/** Draws a picture anew, so that it leaves without the place where it was taken, and not larger than necessary. */
export async function redraw(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch(() => Promise.reject(new Error('this browser cannot read the picture')));
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const redrawn = await canvas.convertToBlob(FORMAT);
  if (redrawn.size > MAX_PICTURE_BYTES) {
    throw new Error('the picture is too large');
  }
  return redrawn;
}

/** Pictures on the server, encrypted there: only a reader of the message has the link, with the key in it. */
export class Pictures {
  readonly #attachments: Attachments;
  readonly #progress: (message: number, part: number) => void;

  /** @param progress receives which part of the picture of a message has been sent or received, from 0 to 1 */
  constructor(attachments: Attachments, progress: (message: number, part: number) => void) {
    this.#attachments = attachments;
    this.#progress = progress;
  }

  /** Uploads the picture of a message, and returns its link. */
  async upload(message: number, content: Blob): Promise<string> {
    const { link } = await this.#attachments.upload(content, { onProgress: this.#report(message) });
    return link;
  }

  /** Downloads the picture of a message. Rejects with an `AttachmentError` if the server has it no longer, or if it is not what its sender uploaded. */
  download(message: number, { link = '', type, bytes }: Picture): Promise<Blob> {
    const content = this.#attachments.download(link, { maxBytes: bytes, onProgress: this.#report(message) });
    return new Response(content, { headers: { 'Content-Type': type } }).blob();
  }

  #report(message: number): (bytes: number, of: number) => void {
    return (bytes, of) => this.#progress(message, bytes / of);
  }
}
