/** Whether what was refused may succeed when it is tried again unchanged. */
export type Retry = 'no' | 'later';

/** Every `Error.name` of the protocol, with whether the same request may succeed later. */
export const ERROR_NAMES = {
  /** The server failed in a way that no other name tells. */
  unknown_error: 'later',
  /** A userID that is missing, not 33 bytes, or does not begin with 0x05. */
  invalid_user_id: 'no',
  /** A frame that is no Message, a Message that no client may send, or a field that is too large. */
  invalid_message: 'no',
  /** The user named has no registered device. */
  unknown_user: 'no',
  /** The user named has registered devices, but not this one. */
  unknown_device: 'no',
  /** A login that does not hold, or a request that needs one on an anonymous connection. */
  unauthorized: 'no',
  /** A request that belongs on an anonymous connection, on an authenticated one. */
  attempted_anonymous_op_on_authenticated_connection: 'no',
  /** The user has as many registered devices as it may have. */
  too_many_devices: 'no',
  /** As much waits for the recipient as may wait. */
  mailbox_full: 'later',
  /** A limit on requests has been passed; the description says when to try again. */
  too_many_requests: 'later',
  /** The store cannot be reached; the sender still holds what it sent. */
  unavailable: 'later',
} as const satisfies Record<string, Retry>;

/** An `Error.name` that this client knows. */
export type ErrorName = keyof typeof ERROR_NAMES;

/** Whether the request so refused may succeed later; never for a name of a later protocol. */
export function retryAfterError(name: string): Retry {
  return Object.hasOwn(ERROR_NAMES, name) ? ERROR_NAMES[name as ErrorName] : 'no';
}
