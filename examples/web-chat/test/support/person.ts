import type { Browser } from './browser.ts';
import type { Subscription } from './push-service.ts';
import { replacePushService } from './subscribing.ts';
import type { Window } from './window.ts';

/** A user of the page, in a window. */
export class Person {
  readonly name: string;
  readonly window: Window;
  readonly #page: string;

  private constructor(name: string, window: Window, page: string) {
    this.name = name;
    this.window = window;
    this.#page = page;
  }

  /** Opens the page, and waits until it is connected. */
  static async open(browser: Browser, page: string, name: string, subscriptions: readonly Subscription[] = []): Promise<Person> {
    const window = await browser.open(`${page}?as=${encodeURIComponent(name)}`, (opened) => opened.beforeEachPage(replacePushService, subscriptions));
    const person = new Person(name, window, page);
    await person.isConnected();
    return person;
  }

  async isConnected(): Promise<void> {
    await this.window.sees('#status', 'Connected');
  }

  /** The link that this user gives to others. */
  link(): Promise<string> {
    return this.window.until(() => document.querySelector<HTMLInputElement>('#my-link')!.value);
  }

  /** Pastes somebody's link. */
  async adds(other: Person): Promise<void> {
    await this.window.focus('#their-link');
    await this.window.type(await other.link());
    await this.window.sees('#with', other.name);
  }

  /** Follows somebody's link in the window. */
  async follows(other: Person): Promise<void> {
    const link = await other.link();
    await this.window.go(`${this.#page}?as=${encodeURIComponent(this.name)}#${link.split('#')[1]}`);
    await this.window.sees('#with', other.name);
  }

  async opens(other: Person): Promise<void> {
    await this.window.until((name) => {
      const found = [...document.querySelectorAll<HTMLElement>('#contacts button')].find((each) => each.innerText.includes(name));
      found?.click();
      return found !== undefined;
    }, other.name);
    await this.window.sees('#with', other.name);
  }

  /** Writes to whose conversation is open. */
  async writes(text: string): Promise<void> {
    await this.window.focus('#text');
    await this.window.type(text);
    await this.window.sees('#log .mine', text);
  }

  async reads(text: string): Promise<void> {
    await this.window.sees('#log .theirs .text', text);
  }

  /** Chooses a picture of four colours, in a file with more in it than is to be seen. */
  async shows(colours: readonly string[], hidden: string): Promise<void> {
    await this.window.run(
      async (four, more) => {
        const canvas = new OffscreenCanvas(200, 200);
        const context = canvas.getContext('2d')!;
        four.forEach((colour, at) => {
          context.fillStyle = colour;
          context.fillRect(100 * (at % 2), 100 * Math.floor(at / 2), 100, 100);
        });
        const files = new DataTransfer();
        files.items.add(new File([await canvas.convertToBlob(), more], 'colours.png', { type: 'image/png' }));
        const input = document.querySelector<HTMLInputElement>('#file')!;
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
      },
      colours,
      hidden,
    );
    await this.window.sees('#log .mine:last-child[data-state=sent]', 'sent');
  }

  /** The middles of the four quarters of the last picture: red, green and blue of each. */
  sees(): Promise<number[][]> {
    return this.window.until(async () => {
      const image = document.querySelector<HTMLImageElement>('#log li:last-child img');
      await image?.decode();
      if (!image?.naturalWidth) {
        return undefined;
      }
      const { naturalWidth: width, naturalHeight: height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
      context.drawImage(image, 0, 0);
      return [0, 1, 2, 3].map((at) => {
        const [x, y] = [(width * (1 + 2 * (at % 2))) / 4, (height * (1 + 2 * Math.floor(at / 2))) / 4];
        return [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
      });
    });
  }

  /** The files of all pictures in the history, as texts. */
  files(): Promise<string[]> {
    return this.window.run(async (name) => {
      const result = <T>(request: IDBRequest<T>) => new Promise<T>((settle) => (request.onsuccess = () => settle(request.result)));
      const database = await result(indexedDB.open(`web-chat ${name}`));
      const messages: { readonly picture?: { readonly content?: Blob } }[] = await result(database.transaction('messages').objectStore('messages').getAll());
      database.close();
      return Promise.all(messages.flatMap(({ picture }) => picture?.content?.text() ?? []));
    }, this.name);
  }

  close(): Promise<void> {
    return this.window.close();
  }
}
