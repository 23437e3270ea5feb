import { Counter, Trend } from 'k6/metrics';

/** Durations in milliseconds, in the order of the report. */
export const TIMES = {
  /** From the moment a letter is handed to the socket to its Ack. */
  send_to_ack: new Trend('send_to_ack', true),
  /** From there to the recipient's socket; of recipients that are online. */
  send_to_receive: new Trend('send_to_receive', true),
  /** From RequestPreKeys to the PreKey. */
  fetch: new Trend('fetch', true),
  /** From the first packet to the AuthChallenge. */
  connect: new Trend('connect', true),
  /** From AuthResponse, signed already, to its Ack. */
  login: new Trend('login', true),
  /** From a user's login to the last of the letters that waited for it. */
  catch_up: new Trend('catch_up', true),
  /** From the moment everyone was dropped to one user's login, signature included. */
  back_online: new Trend('back_online', true),
  /** Delay of this generator: with more than a few ms, the run measures the generator. */
  generator_late: new Trend('generator_late', true),
};

/** Counts of events. */
export const COUNTS = {
  messages_sent: new Counter('messages_sent'),
  messages_acked: new Counter('messages_acked'),
  messages_received: new Counter('messages_received'),
  messages_lost: new Counter('messages_lost'),
  messages_twice: new Counter('messages_twice'),
  messages_out_of_order: new Counter('messages_out_of_order'),
  fetches: new Counter('fetches'),
  one_time_keys: new Counter('one_time_keys'),
  one_time_keys_twice: new Counter('one_time_keys_twice'),
  fetches_without_one_time_key: new Counter('fetches_without_one_time_key'),
  logins: new Counter('logins'),
  parts_finished: new Counter('parts_finished'),
};

/** Errors, by name. */
export const errors = new Counter('errors');
