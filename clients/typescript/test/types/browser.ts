import { MessagingClient } from '../../src/index.ts';
import type { WebSocketConstructor } from '../../src/index.ts';

// Compiled only: a browser's own WebSocket fits.
export const own: WebSocketConstructor = WebSocket;
export const given = new MessagingClient({ servers: 'wss://example.org/api', WebSocket });
