import { ERROR_NAMES, retryAfterError } from './wire/error-name.ts';
import type { ErrorName, Retry } from './wire/error-name.ts';
import type { Failure } from './wire/message.ts';

/** Why something asked of a connection did not happen, or cannot be known to have happened. */
export abstract class ClientError extends Error {}

/** The server answered with an Error. What was asked has not happened. */
export class ServerRefusedError extends ClientError {
  override readonly name = 'ServerRefusedError';
  /** The error as the server named it, like `unknown_user`. */
  readonly errorName: string;
  /** The server's plain words about it, for a developer to read. */
  readonly description: string;

  constructor(failure: Failure) {
    super(`${failure.name}: ${failure.description}`);
    this.errorName = failure.name;
    this.description = failure.description;
  }

  /** The error's entry in the table of this client; undefined where the server is newer. */
  get error(): ErrorName | undefined {
    return Object.hasOwn(ERROR_NAMES, this.errorName) ? (this.errorName as ErrorName) : undefined;
  }

  /** Whether the same request may succeed later; never for a name unknown here. */
  get retry(): Retry {
    return retryAfterError(this.errorName);
  }
}

/**
 * No answer that settles it came in time. What was asked may have happened or not; asking again is safe. The cause, where there is one, is
 * the server's latest refusal on the way.
 */
export class NotConfirmedError extends ClientError {
  override readonly name = 'NotConfirmedError';

  constructor(latestRefusal?: ServerRefusedError) {
    super('no answer came in time; what was asked may have happened or not', latestRefusal && { cause: latestRefusal });
  }
}

/** As much waits for this connection as its limits allow. What was asked has not happened. */
export class TooMuchWaitingError extends ClientError {
  override readonly name = 'TooMuchWaitingError';

  constructor() {
    super('as much waits for this connection as its limits allow');
  }
}

/**
 * An attempt to connect has failed. The message says why as far as the runtime tells, which a browser never does; the cause is what it told.
 */
export class ConnectFailedError extends ClientError {
  override readonly name = 'ConnectFailedError';
}

/** The connection is closed for good. What was asked may have happened or not. */
export class ConnectionClosedError extends ClientError {
  override readonly name = 'ConnectionClosedError';
}
