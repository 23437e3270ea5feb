import type { Bytes } from './bytes.ts';
import type { BrowserSubscription } from './wakeup-setting.ts';

/** Registers the service worker, for the page of this user alone: so each user has a subscription, and a notification opens the page of its user. */
export function registerServiceWorker(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register('service-worker.js', { scope: location.pathname + location.search });
}

/** Subscribes with the browser's push service, for pushes that are signed with this key. Rejects if the browser or its user does not allow it. */
export async function subscribe(registration: Promise<ServiceWorkerRegistration>, serverKey: Uint8Array): Promise<BrowserSubscription> {
  if ((await Notification.requestPermission()) !== 'granted') {
    throw new Error('the browser does not show notifications of this page');
  }
  const { pushManager } = await active(await registration);
  const former = await pushManager.getSubscription();
  if (former !== null && !isFor(former, serverKey)) {
    // A browser keeps one subscription, and refuses another key beside it.
    await former.unsubscribe();
  }
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: Uint8Array.from(serverKey) });
  return { endpoint: subscription.endpoint, p256dh: key(subscription, 'p256dh'), auth: key(subscription, 'auth') };
}

function isFor({ options }: PushSubscription, serverKey: Uint8Array): boolean {
  const former = new Uint8Array(options.applicationServerKey ?? []);
  return former.length === serverKey.length && former.every((byte, at) => byte === serverKey[at]);
}

function key(subscription: PushSubscription, name: PushEncryptionKeyName): Bytes {
  const found = subscription.getKey(name);
  if (found === null) {
    throw new Error(`the browser's subscription has no ${name}`);
  }
  return new Uint8Array(found);
}

/** Waits until the service worker has been installed; only then the browser subscribes. */
function active(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active !== null || worker === null) {
    return Promise.resolve(registration);
  }
  return new Promise((settle) => worker.addEventListener('statechange', () => worker.state === 'activated' && settle(registration)));
}
