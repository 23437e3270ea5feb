// Runs a bundle of Metro in a context that has the globals of Hermes and the native modules that React Native's own JavaScript needs for this, and
// prints what the bundle tells: phone-host.mjs BUNDLE SERVER. Its WebSocket is React Native's, with the package ws in place of the native half.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import vm from 'node:vm';
import { WebSocket } from 'ws';

const [bundle, server] = process.argv.slice(2);
const callable = {};
const sockets = new Map();

const emit = (name, event) => callable.RCTDeviceEventEmitter().emit(name, event);

const modules = {
  NativeMicrotasksCxx: { queueMicrotask },
  NativePerformanceCxx: { now: () => performance.now(), timeOrigin: () => performance.timeOrigin },
  WebSocketModule: {
    connect(url, protocols, _, id) {
      const socket = new WebSocket(url, protocols ?? []);
      sockets.set(id, socket);
      socket.on('open', () => emit('websocketOpen', { id, protocol: socket.protocol }));
      socket.on('message', (data) => emit('websocketMessage', { id, type: 'binary', data: data.toString('base64') }));
      socket.on('close', (code, reason) => emit('websocketClosed', { id, code, reason: String(reason) }));
      socket.on('error', ({ message }) => emit('websocketFailed', { id, message }));
    },
    sendBinary: (base64, id) => sockets.get(id).send(Buffer.from(base64, 'base64')),
    ping: (id) => sockets.get(id).ping(),
    close: (code, reason, id) => sockets.get(id).close(code, reason),
    addListener() {},
    removeListeners() {},
  },
};
const others = new Proxy({}, { get: (_, method) => () => (method === 'getConstants' ? {} : undefined) });

const context = vm.createContext({
  phone: { server, seed: Uint8Array.from(randomBytes(32)), told: (text) => console.log(text) },
  RN$Bridgeless: true,
  RN$registerCallableModule: (name, make) => (callable[name] = make),
  __turboModuleProxy: (name) => modules[name] ?? others,
  nativeLoggingHook: (text) => console.error(text),
  nativePerformanceNow: () => performance.now(),
  ...{ TextEncoder, setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, queueMicrotask },
});
vm.runInContext(await readFile(bundle, 'utf8'), context, { filename: bundle });
