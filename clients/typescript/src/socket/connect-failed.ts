import { ConnectFailedError } from '../errors.ts';

const UNTOLD = 'no connection; this runtime does not reveal the reason';
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER/;

/** Why a WebSocket did not open: by the runtime's error, or else by its text. */
export function connectFailed(error: unknown, text: unknown): ConnectFailedError {
  const cause = root(error);
  return cause === undefined
    ? new ConnectFailedError(typeof text === 'string' && text !== '' ? text : UNTOLD)
    : new ConnectFailedError(describe(cause), { cause: error });
}

// Node.js wraps the error of the connection, more than once, and collects those of each address.
function root(error: unknown): Error | undefined {
  let deepest = error instanceof Error ? error : undefined;
  while (deepest !== undefined) {
    const inner: unknown = (deepest as { errors?: unknown[] }).errors?.[0] ?? deepest.cause;
    if (!(inner instanceof Error)) {
      return deepest;
    }
    deepest = inner;
  }
  return undefined;
}

function describe(cause: Error): string {
  const { code } = cause as { code?: unknown };
  if (code === 'ECONNREFUSED') {
    return `the connection was refused (${cause.message})`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `the host name is unknown (${cause.message})`;
  }
  if (typeof code === 'string' && CERTIFICATE.test(code)) {
    return `the server's certificate is not trusted (${cause.message})`;
  }
  const status = /^Unexpected server response: (\d+)$/.exec(cause.message)?.[1];
  return status === undefined ? cause.message : `HTTP status ${status} instead of a WebSocket`;
}
