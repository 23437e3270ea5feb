import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { WakeupState } from 'messaging-server-client';
import { Browser } from './support/browser.ts';
import { Deployment } from './support/deployment.ts';
import { Person } from './support/person.ts';
import { PushService, vapid } from './support/push-service.ts';
import type { Subscription } from './support/push-service.ts';
import type { Subscribing } from './support/subscribing.ts';
import type { Window } from './support/window.ts';

const SUBJECT = 'mailto:operator@chat.example';
const DAY_SECONDS = 86_400;

describe('wake-ups', { timeout: 240_000 }, () => {
  let browser: Browser;
  let pushService: PushService;
  let deployment: Deployment;
  let people: Person[] = [];

  before(async () => {
    [browser, pushService] = await Promise.all([Browser.start(), PushService.start()]);
    const toPushService = { ports: [pushService.port], allowPrivateAddresses: true, ca: pushService.ca };
    deployment = await Deployment.start({ wakeups: { subject: SUBJECT, graceSeconds: 1, minSeconds: 0, jitterMillis: 0, ...toPushService } });
    await notifications('granted');
  });

  afterEach(async () => {
    await Promise.all(people.map((person) => person.close()));
    people = [];
  });

  after(async () => {
    await Promise.all([browser.stop(), deployment.stop(), pushService.stop()]);
  });

  async function notifications(setting: 'granted' | 'denied'): Promise<void> {
    await browser.tools.send('Browser.setPermission', { permission: { name: 'notifications' }, setting, origin: new URL(deployment.page).origin });
  }

  async function person(name: string, ...subscriptions: Subscription[]): Promise<Person> {
    const opened = await Person.open(browser, deployment.page, name, subscriptions);
    people.push(opened);
    return opened;
  }

  async function leaves(gone: Person): Promise<void> {
    people = people.filter((each) => each !== gone);
    await gone.close();
  }

  it('reach a user whose window is closed', async () => {
    const subscription = pushService.subscribe();
    const [alice, bob] = [await person('Alice', subscription), await person('Bob')];
    await bob.adds(alice);
    await wake(alice);
    const [serverKey] = await serverKeys(alice);
    await alice.window.shoot('woken');
    await leaves(alice);

    await bob.writes('Are you there?');
    const push = await pushService.next(subscription);

    const { ttl, urgency, topic, 'content-encoding': encoding } = push.headers;
    assert.deepEqual({ ttl, urgency, encoding }, { ttl: String(DAY_SECONDS), urgency: 'high', encoding: 'aes128gcm' });
    assert.match(String(topic), /^[-_0-9A-Za-z]{1,32}$/);
    assert.equal(pushService.decrypted(push).length, 0);
    const { claims, key } = vapid(push);
    assert.equal(key, serverKey);
    assert.equal(claims.aud, pushService.origin);
    assert.equal(claims.sub, SUBJECT);
    assert.ok(claims.exp > Date.now() / 1000 && claims.exp <= Date.now() / 1000 + DAY_SECONDS);

    await deliver(bob.window, 'as=Alice');
    await bob.window.until(titles, 'as=Alice');
    assert.deepEqual(await bob.window.run(titles, 'as=Alice'), ['New messages']);
    assert.deepEqual(await bob.window.run(titles, 'as=Bob'), undefined);
    const again = await person('Alice');
    await again.opens(bob);
    await again.reads('Are you there?');
    assert.equal(await again.window.run(() => document.querySelector('#wake')!.ariaPressed), 'true');
  });

  it('go on with another subscription when the push service has ended one', async () => {
    const [first, second] = [pushService.subscribe(), pushService.subscribe()];
    const [carol, dave] = [await person('Carol', first), await person('Dave')];
    await dave.adds(carol);
    await wake(carol);
    await leaves(carol);
    pushService.end(first);

    await dave.writes('One');
    await pushService.next(first);
    // The server learns it from the answer to the push, and the page at a login after that.
    const again = await person('Carol', second);
    while (!(await subscribedAgain(again))) {
      await again.window.reload();
    }
    await leaves(again);
    await dave.writes('Two');

    assert.equal(pushService.decrypted(await pushService.next(second)).length, 0);
  });

  it('end when the user does not want them any more', async () => {
    const [unwanted, wanted] = [pushService.subscribe(), pushService.subscribe()];
    const [erin, frank, grace] = [await person('Erin', unwanted), await person('Frank', wanted), await person('Grace')];
    await wake(erin);
    await wake(frank);
    await erin.window.click('#wake');
    await erin.window.until(() => document.querySelector('#wake')!.ariaPressed === 'false');
    await grace.adds(erin);
    await grace.adds(frank);
    await leaves(erin);
    await leaves(frank);

    await grace.opens(erin);
    await grace.writes('To one who sleeps');
    await grace.window.sees('#log .mine[data-state=sent]', 'To one who sleeps');
    await grace.opens(frank);
    await grace.writes('To one who is woken');
    await pushService.next(wanted);

    // The server wakes in the order in which messages came.
    assert.equal(pushService.has(unwanted), false);
  });

  it('are refused with a reason if the browser shows no notifications', async () => {
    await notifications('denied');
    const { window } = await person('Heidi', pushService.subscribe());

    await window.click('#wake');

    await window.sees('#wake-text', 'does not show notifications');
    assert.equal(await window.run(() => document.querySelector('#wake')!.ariaPressed), 'false');
  });
});

async function wake({ window }: Person): Promise<void> {
  await window.click('#wake');
  await window.until(() => document.querySelector('#wake')!.ariaPressed === 'true');
}

/** The keys with which the page has subscribed since it was loaded. */
function serverKeys({ window }: Person): Promise<string[]> {
  return window.run(() => (globalThis as Subscribing).serverKeys!);
}

/** Whether the server said at this login that the subscription has ended; then it has another once this resolves. */
async function subscribedAgain({ window }: Person): Promise<boolean> {
  const { message } = await window.frame(({ message: { payload } }) => payload?.type === 'keyStatus');
  if (message.payload?.type !== 'keyStatus' || message.payload.wakeup !== WakeupState.removed) {
    return false;
  }
  const request = await window.frame(({ message: { payload } }) => payload?.type === 'setWakeup');
  await window.frame(({ socket, message: { sequence, payload } }) => payload?.type === 'ack' && socket === request.socket && sequence === request.message.sequence);
  return true;
}

/** Hands an empty push to the service worker of a user, as the browser does once it has decrypted one. */
async function deliver(window: Window, user: string): Promise<void> {
  const registration = new Promise<string>((settle) =>
    window.onEvent('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ scopeURL }: { readonly scopeURL: string }) => scopeURL.endsWith(user));
      if (found !== undefined) {
        settle(found.registrationId);
      }
    }),
  );
  await window.send('ServiceWorker.enable');
  const origin = await window.run(() => location.origin);
  await window.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registration, data: '' });
}

/** The titles of the notifications of a user; undefined if there are none. */
async function titles(user: string): Promise<string[] | undefined> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  const shown = await registrations.find(({ scope }) => scope.endsWith(user))?.getNotifications();
  return shown?.length ? shown.map(({ title }) => title) : undefined;
}
