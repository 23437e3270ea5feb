import type { Subscription } from './push-service.ts';

/** Where a page under test keeps the keys with which it subscribed. */
export type Subscribing = typeof globalThis & { serverKeys?: string[] };

/** Runs before the page: replaces the browser's push service, which cannot be reached, by these subscriptions, one after the other. */
export function replacePushService(subscriptions: readonly Subscription[]): void {
  const bytes = (text: string) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0)).buffer;
  const left = [...subscriptions];
  const keys: string[] = ((globalThis as Subscribing).serverKeys = []);
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (options) => {
    const key = new Uint8Array(options?.applicationServerKey as Uint8Array<ArrayBuffer>);
    keys.push(btoa(String.fromCharCode(...key)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));
    const { endpoint, p256dh, auth } = left.shift()!;
    return { endpoint, getKey: (name: string) => bytes(name === 'auth' ? auth : p256dh) } as PushSubscription;
  };
}
