import { ERROR_NAMES, retryAfterError } from './wire/error-name.ts';
import type { ErrorName, Retry } from './wire/error-name.ts';
import type { Failure } from './wire/message.ts';

/** Why a request to a connection failed, or why its outcome is unknown. */
export abstract class ClientError extends Error {}

/**
 * The server answered with an Error. The request has not taken effect, except perhaps after `unavailable`: the server may have missed the
 * database's answer.
 */
export class ServerRefusedError extends ClientError {
  override readonly name = 'ServerRefusedError';
  /** The name of the error, as the server sent it, for example `unknown_user`. */
  readonly errorName: string;
  /** The server's description of the error, for developers. */
  readonly description: string;

  constructor(failure: Failure) {
    super(`${failure.name}: ${failure.description}`);
    this.errorName = failure.name;
    this.description = failure.description;
  }

  /** The error's entry in the table of this client; undefined if only a newer protocol knows it. */
  get error(): ErrorName | undefined {
    return Object.hasOwn(ERROR_NAMES, this.errorName) ? (this.errorName as ErrorName) : undefined;
  }

  /** Whether the same request may succeed later; never for an unknown name. */
  get retry(): Retry {
    return retryAfterError(this.errorName);
  }
}

/**
 * No final answer arrived in time. The request may or may not have taken effect; repeating it is safe. The cause, if present, is the server's
 * latest temporary refusal.
 */
export class OutcomeUnknownError extends ClientError {
  override readonly name = 'OutcomeUnknownError';

  constructor(latestRefusal?: ServerRefusedError) {
    super('no answer arrived in time; the request may or may not have taken effect', latestRefusal && { cause: latestRefusal });
  }
}

/** The connection has reached one of its `ClientLimits`. The request was not sent. */
export class QueueFullError extends ClientError {
  override readonly name = 'QueueFullError';

  constructor() {
    super('the connection has reached one of its limits');
  }
}

/**
 * An attempt to connect has failed. The message states the reason, and the cause is the runtime's error. A browser reveals neither.
 */
export class ConnectFailedError extends ClientError {
  override readonly name = 'ConnectFailedError';
}

/** Why an attachment could not be uploaded or downloaded. */
export type AttachmentProblem =
  /** It has expired, was never uploaded, or its place has. */
  | 'gone'
  /** It is larger than the app or the server allows. */
  | 'too_large'
  /** It is not what the sender of the link encrypted. */
  | 'damaged'
  /** The server refuses it, with this status. */
  | 'refused'
  /** The connection broke, or was too slow, and it did not help to try again. */
  | 'interrupted';

/** An attachment was not uploaded, or not downloaded to its end. */
export class AttachmentError extends ClientError {
  override readonly name = 'AttachmentError';
  readonly problem: AttachmentProblem;

  constructor(problem: AttachmentProblem, text: string, options?: ErrorOptions) {
    super(text, options);
    this.problem = problem;
  }
}

/** The connection is closed permanently. The request may or may not have taken effect. */
export class ConnectionClosedError extends ClientError {
  override readonly name = 'ConnectionClosedError';
}
