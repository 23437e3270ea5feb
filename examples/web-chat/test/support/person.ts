import type { Browser } from './browser.ts';
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
  static async open(browser: Browser, page: string, name: string): Promise<Person> {
    const window = await browser.open(`${page}?as=${encodeURIComponent(name)}`);
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

  close(): Promise<void> {
    return this.window.close();
  }
}
