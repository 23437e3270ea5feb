/** Whether a refused request may succeed when it is repeated unchanged. */
export type Retry = 'no' | 'later';

/** Every `Error.name` of the protocol, with whether the same request may succeed later. */
export const ERROR_NAMES = {
  /** A failure that no other name describes. */
  unknown_error: 'later',
  /** A userID that is missing, not 33 bytes, or does not begin with 0x05. */
  invalid_user_id: 'no',
  /** A frame that is not a Message, a Message that no client may send, or a field that is too large. */
  invalid_message: 'no',
  /** The user named has no registered device. */
  unknown_user: 'no',
  /** The user named has registered devices, but not this one. */
  unknown_device: 'no',
  /** The device named has another registrationID than the sender has named: fetch its keys. */
  stale_device: 'no',
  /** An invalid login, or a request that requires a login on an anonymous connection. */
  unauthorized: 'no',
  /** A request that belongs on an anonymous connection, on an authenticated one. */
  attempted_anonymous_op_on_authenticated_connection: 'no',
  /** The user has reached the maximum number of devices. */
  too_many_devices: 'no',
  /** The recipient's mailbox is full. */
  mailbox_full: 'later',
  /** A rate limit was exceeded; the description states when to retry. */
  too_many_requests: 'later',
  /** The database cannot be reached; the sender still has the message. */
  unavailable: 'later',
} as const satisfies Record<string, Retry>;

/** An `Error.name` that this client knows. */
export type ErrorName = keyof typeof ERROR_NAMES;

/** Whether a request refused with this name may succeed later; never for an unknown name. */
export function retryAfterError(name: string): Retry {
  return Object.hasOwn(ERROR_NAMES, name) ? ERROR_NAMES[name as ErrorName] : 'no';
}
