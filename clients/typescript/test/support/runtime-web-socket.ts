import { WebSocket } from 'ws';
import type { WebSocketConstructor } from '../../src/index.ts';

/** That of the runtime, where it has one; so the tests, played by different ones, try both kinds. */
export const RuntimeWebSocket = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket ?? WebSocket;
