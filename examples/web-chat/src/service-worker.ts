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
