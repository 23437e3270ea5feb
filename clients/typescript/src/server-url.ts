/** The origin and the host of a `ws:` or `wss:` URL. */
const WEB_SOCKET = /^(wss?:\/\/(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[-_.0-9a-z]+)(?::\d{1,5})?)(?:[/?#]|$)/i;

/** Whether a WebSocket can be opened to this URL. */
export function isServerUrl(url: string): boolean {
  return hasStandardUrl() ? isParsed(url) : WEB_SOCKET.test(url);
}

function isParsed(url: string): boolean {
  return URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol);
}

/** The host of a server's URL as the URL standard serializes it, without a dot at the end. */
export function hostOf(url: string): string {
  const host = hasStandardUrl() ? new URL(url).hostname : (WEB_SOCKET.exec(url)?.[2] ?? '').toLowerCase();
  return host.replace(/\.$/, '');
}

// React Native's URL finds no host but in http: and https: URLs, and serializes none.
function hasStandardUrl(): boolean {
  return new URL('ws://A/').hostname === 'a' && 'canParse' in URL;
}

/** The URL at which a server with this WebSocket URL serves a path over HTTP; any other `http:` or `https:` URL stays as it is. */
export function httpUrl(path: string, server: string): string {
  if (/^https?:\/\//i.test(path)) {
    return path;
  }
  const [origin = ''] = /^wss?:\/\/[^/?#]*/i.exec(server) ?? [];
  return origin.replace(/^ws/i, 'http') + path;
}
