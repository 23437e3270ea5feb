const worker = globalThis as unknown as ServiceWorkerGlobalScope;

/** What the page consists of. */
const SHELL = ['./', 'main.js', 'style.css', 'icon.svg', 'manifest.webmanifest', 'config.json'].map((path) => new URL(path, worker.location.href).href);
const CACHE = 'web-chat-shell';

/** The page opens without a network too, with the version that was seen last. */
worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method === 'GET' && SHELL.includes(origin + pathname)) {
    event.respondWith(newest(event.request, origin + pathname));
  }
});

/** A push is empty: it says that something may wait. Browsers want each to be shown. */
worker.addEventListener('push', (event) => {
  const text = { body: 'Open the chat to read them.', icon: 'icon.svg', tag: 'new-messages' };
  event.waitUntil(worker.registration.showNotification('New messages', text));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show());
});

/** Shows the user's page: the window that has it, or a new one. */
async function show(): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: 'window' });
  await (open === undefined ? worker.clients.openWindow(worker.registration.scope) : open.focus());
}

async function newest(request: Request, url: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await cache.put(url, response.clone());
    }
    return response;
  } catch {
    return (await cache.match(url)) ?? Response.error();
  }
}
