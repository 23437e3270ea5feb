import { errors } from './metrics.js';

/** Every name that the metric `errors` may carry: those of the protocol, then those of the way there. */
export const NAMES = [
  'unknown_error', 'invalid_user_id', 'invalid_message', 'unknown_user', 'unknown_device', 'stale_device', 'unauthorized',
  'attempted_anonymous_op_on_authenticated_connection', 'too_many_devices', 'mailbox_full', 'too_many_requests', 'unavailable',
  /** The connection was refused or broke before the AuthChallenge. */
  'not_connected',
  /** The server, or the way to it, closed a connection that was in use. */
  'closed',
  /** Nothing came within PATIENCE, or DRAIN at the end. */
  'no_answer',
  /** An answer that the protocol does not have for what was asked, or a letter that was altered or meant for another. */
  'wrong_answer',
  /** These scripts failed. */
  'script_failed',
];

/** Something that went wrong between a client and the server, under one of NAMES. */
export class Trouble extends Error {
  constructor(name) {
    super(name);
    this.name = NAMES.includes(name) ? name : 'wrong_answer';
  }
}

/** Counts a failure by its name. What is no Trouble is a fault of these scripts, and is thrown on. */
export function count(failure) {
  const known = failure instanceof Trouble;
  errors.add(1, { error: known ? failure.name : 'script_failed' });
  if (!known) throw failure;
}
