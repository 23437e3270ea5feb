import { timedLogIn } from '../device.js';
import { asked } from '../options.js';
import { count } from '../trouble.js';
import { user } from '../users.js';

/** One login and its end. The attempts of a run take users and nodes in turn, those from `first` on, up to and without `end`. */
export async function logInOnce({ attempt, first = 0, end = asked.users }) {
  try {
    const connection = await timedLogIn(asked.urls[attempt % asked.urls.length], user(first + (attempt % (end - first))));
    await connection.close();
  } catch (failure) {
    count(failure);
  }
}
