import { decode, Identity, MessagingClient, ServerRefusedError } from 'messaging-server-client';
import type { AuthenticatedConnection, Frame, PreKeySource } from 'messaging-server-client';

// Compiled only, against the package as it is published.
const preKeys: PreKeySource = { registrationID: 1, signedPreKey: new Uint8Array(33), oneTimePreKeys: async () => [] };

export async function inbox(store: (message: Uint8Array) => Promise<void>, tap: (frame: Frame) => void): Promise<AuthenticatedConnection> {
  const client = new MessagingClient({ servers: 'wss://example.org/api', WebSocket, tap });
  const connection = client.authenticated({ identity: await Identity.generate(), deviceID: 1, preKeys, onMessage: store });
  connection.onState((state) => {
    // @ts-expect-error -- a state that there is not
    if (state === 'open') {
      connection.reconnect();
    }
  });
  return connection;
}

export function mayRetry(error: unknown): boolean {
  return error instanceof ServerRefusedError && error.retry === 'later';
}

export function nonce(frame: Uint8Array): Uint8Array | undefined {
  const { payload } = decode(frame);
  return payload?.type === 'authChallenge' ? payload.nonce : undefined;
}
