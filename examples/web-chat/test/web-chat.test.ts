import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Browser } from './support/browser.ts';
import { Deployment } from './support/deployment.ts';
import { Person } from './support/person.ts';
import { Stranger } from './support/stranger.ts';

const COLOURS = ['#ff0000', '#00ff00', '#0000ff', '#ffff00'];
const RGB = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
];
/** How much a colour may change where a picture is compressed. */
const COMPRESSION = 12;
const TOKEN = 'A'.repeat(43);

/** Where a page under test keeps what its progress bars showed. */
type Progress = typeof globalThis & { shown?: number[] };

describe('the page, in two windows of a browser', { timeout: 240_000 }, () => {
  let browser: Browser;
  let deployment: Deployment;
  let people: Person[] = [];

  before(async () => {
    [browser, deployment] = await Promise.all([Browser.start(), Deployment.start()]);
  });

  afterEach(async () => {
    await Promise.all(people.map((person) => person.close()));
    people = [];
  });

  after(async () => {
    await Promise.all([browser.stop(), deployment.stop()]);
  });

  async function person(name: string): Promise<Person> {
    const opened = await Person.open(browser, deployment.page, name);
    people.push(opened);
    return opened;
  }

  /** Each knows the other. */
  async function pair(first: string, second: string): Promise<[Person, Person]> {
    const one = await person(first);
    const other = await person(second);
    await other.adds(one);
    await other.writes('Hello');
    await one.opens(other);
    await one.reads('Hello');
    return [one, other];
  }

  it('delivers texts in both directions', async () => {
    const [alice, bob] = await pair('Alice', 'Bob');

    await alice.writes('Is the kettle on?');
    await bob.reads('Is the kettle on?');
    await alice.window.sees('#log .mine[data-state=sent]', 'Is the kettle on?');

    assert.deepEqual([...alice.window.complaints, ...bob.window.complaints], []);
    await alice.window.shoot('alice');
    await bob.window.shoot('bob');
  });

  it('keeps the user and the history when it is loaded again', async () => {
    const [carol, dave] = await pair('Carol', 'Dave');
    const link = await carol.link();

    await carol.window.reload();
    await carol.isConnected();
    await dave.writes('Still there?');
    await carol.opens(dave);
    await carol.reads('Still there?');

    assert.equal(await carol.link(), link);
    assert.deepEqual(await texts(carol), ['Hello', 'Still there?']);
    assert.deepEqual(await texts(dave), ['Hello', 'Still there?']);
  });

  it('adds the user whose link opens it, and forgets the token in the address', async () => {
    const [erin, frank] = [await person('Erin'), await person('Frank')];

    await frank.follows(erin);
    await frank.writes('Got your link');
    await erin.opens(frank);

    await erin.reads('Got your link');
    assert.equal(await frank.window.run(() => location.hash), '');
  });

  it('delivers what was written while the other window was closed', async () => {
    const [grace, heidi] = await pair('Grace', 'Heidi');
    await heidi.close();
    people = [grace];

    await grace.writes('Read this later');
    await grace.window.sees('#log .mine[data-state=sent]', 'Read this later');
    const again = await person('Heidi');
    await again.opens(grace);

    await again.reads('Read this later');
  });

  it('gives the messages of a user to one window at a time', async () => {
    const walter = await person('Walter');
    const second = await browser.open(await walter.window.run(() => location.href));

    await second.sees('#status', 'Waits');
    await walter.close();
    people = [];
    await second.sees('#status', 'Connected');

    await second.close();
  });

  it('brings pictures, which stay when the page is loaded again', async () => {
    const [trent, uma] = await pair('Trent', 'Uma');

    await trent.shows(COLOURS, 'taken at 51.477, 0');
    await uma.window.until(() => document.querySelector<HTMLElement>('#log .picture button')?.innerText.startsWith('Show picture'));
    await uma.window.run(() => {
      const shown = ((globalThis as Progress).shown = []) as number[];
      const log = document.querySelector('#log')!;
      const options = { subtree: true, attributes: true, attributeFilter: ['value'] };
      new MutationObserver((changes) => shown.push(...changes.map(({ target }) => (target as HTMLProgressElement).value))).observe(log, options);
    });
    await uma.window.click('#log .picture button');
    assertColours(await uma.sees());
    assert.equal(await uma.window.run(() => Math.max(...(globalThis as Progress).shown!)), 1);
    await trent.window.shoot('picture-sent');
    await uma.window.shoot('picture-received');
    const [file] = await uma.files();
    assert.ok(file !== undefined && file.includes('WEBP') && !file.includes('taken at'));
    await uma.window.reload();
    await uma.opens(trent);

    assertColours(await uma.sees());
    assert.deepEqual([...trent.window.complaints, ...uma.window.complaints], []);
  });

  it('goes on after what no page of its kind sends', async () => {
    const wanda = await person('Wanda');
    const stranger = await Stranger.with(deployment.server, await wanda.link());
    const content = { id: crypto.randomUUID(), text: '', name: 'Stranger', token: TOKEN };
    const picture = { type: 'image/png', bytes: 4096 };
    const { link } = await stranger.client.attachments().upload(new Blob(['<svg onload="document.title=1">']));

    await stranger.send(new Uint8Array(500));
    await stranger.sendSealed('neither text nor picture');
    await stranger.sendSealed({ ...content, id: crypto.randomUUID(), picture: { ...picture, type: 'image/svg+xml', link } });
    await stranger.sendSealed({ ...content, picture: { ...picture, link } });
    await stranger.sendSealed({ ...content, id: crypto.randomUUID(), picture: { ...picture, link: `https://example.com/attachments/x#${TOKEN}` } });
    await stranger.sendSealed({ ...content, id: crypto.randomUUID(), text: 'The last one' });
    await stranger.sendSealed({ ...content, text: 'The first one, again' });
    await stranger.close();
    await wanda.window.sees('#contacts', 'Stranger');
    await wanda.window.click('#contacts button');
    await wanda.reads('The last one');

    await wanda.window.click('#log li:nth-child(1) .picture button');
    await wanda.window.sees('#log li:nth-child(1)', 'not a picture');
    await wanda.window.click('#log li:nth-child(2) .picture button');
    await wanda.window.sees('#log li:nth-child(2)', 'not a link');
    assert.equal(await wanda.window.run(() => document.querySelectorAll('#log li').length), 3);
    assert.deepEqual(wanda.window.complaints, []);
  });

  it('runs nothing that others write, and lets nobody look like markup', async () => {
    const markup = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    const [mallory, victor] = await pair('<b>Mallory</b>', 'Victor');

    await mallory.writes(markup);
    await victor.reads(markup);

    await victor.window.sees('#contacts', '<b>Mallory</b>');
    assert.equal(await victor.window.run(() => document.querySelectorAll('#log img, #log script, #contacts b, #with b').length), 0);
    assert.equal(await victor.window.run(() => document.title), 'Victor – Web chat');
    assert.deepEqual(victor.window.complaints, []);
  });

  it('does not run scripts of another origin, nor inline ones', async () => {
    const { window } = await person('Ivan');

    await window.run(() => {
      const script = document.createElement('script');
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
    });

    assert.equal(await window.run(() => document.title), 'Ivan – Web chat');
    assert.match(window.complaints.join(), /Content Security Policy/);
  });

  it('needs no mouse, and names every control', async () => {
    const [judy, mike] = await pair('Judy', 'Mike');

    await judy.window.focus('#contacts button');
    for (let tabs = 0; tabs < 12 && (await judy.window.run(() => document.activeElement?.id)) !== 'text'; tabs++) {
      await judy.window.press('Tab');
    }
    await judy.window.type('By keyboard');
    await mike.reads('By keyboard');

    assert.deepEqual(await judy.window.run(unnamed), []);
  });

  it('fits a phone', async () => {
    const [niaj, olivia] = await pair('Niaj', 'Olivia');
    await niaj.window.send('Emulation.setDeviceMetricsOverride', { width: 360, height: 740, deviceScaleFactor: 1, mobile: true });

    await olivia.writes('w'.repeat(500));
    await niaj.reads('www');

    assert.equal(await niaj.window.run(() => document.documentElement.scrollWidth), 360);
    assert.equal(await niaj.window.run(() => ['#log', '#contacts'].some((each) => document.querySelector(each)!.scrollWidth > document.querySelector(each)!.clientWidth)), false);
    await niaj.window.shoot('phone');
    await niaj.window.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
    await niaj.window.shoot('phone-dark');
  });

  it('says why nobody is woken', async () => {
    const { window } = await person('Xavier');

    await window.click('#wake');

    await window.sees('#wake-text', 'wakeups.subject is not set');
  });

  it('can be installed', async () => {
    const { window } = await person('Peggy');
    await window.run(() => navigator.serviceWorker.ready.then(() => true));

    const { installabilityErrors } = await window.send('Page.getInstallabilityErrors');

    assert.deepEqual(installabilityErrors, []);
  });

  it('opens with its history while the web server is away', async () => {
    const [rupert, sybil] = await pair('Rupert', 'Sybil');
    await rupert.window.run(() => navigator.serviceWorker.ready.then(() => true));
    await deployment.stopPages();

    await rupert.window.reload();
    await rupert.opens(sybil);

    assert.deepEqual(await texts(rupert), ['Hello']);
  });
});

function assertColours(seen: readonly (readonly number[])[]): void {
  const differences = seen.flatMap((colour, at) => colour.map((part, of) => Math.abs(part - RGB[at]![of]!)));
  assert.ok(seen.length === RGB.length && Math.max(...differences) <= COMPRESSION, JSON.stringify(seen));
}

function texts(person: Person): Promise<string[]> {
  return person.window.run(() => [...document.querySelectorAll<HTMLElement>('#log .text')].map((each) => each.innerText));
}

/** Controls that a screen reader could not name, and controls and headings in which a reader gets lost. */
function unnamed(): string[] {
  const controls = [...document.querySelectorAll<HTMLElement>('button, input, textarea, a')];
  const named = (each: HTMLElement): boolean =>
    each.innerText.trim() !== '' || each.ariaLabel !== null || [...((each as HTMLInputElement).labels ?? [])].some((label) => label.innerText.trim() !== '');
  const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
  return [
    ...controls.filter((each) => !named(each)).map((each) => each.outerHTML),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice: ${id}`),
    ...(document.documentElement.lang === '' ? ['no language'] : []),
  ];
}
