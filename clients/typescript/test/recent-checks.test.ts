import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { RecentChecks } from '../src/devices/recent-checks.ts';

describe('recent checks', () => {
  const user = 'a user';
  let clock: number;
  let checks: RecentChecks;

  beforeEach(() => {
    clock = 1_000_000;
    checks = new RecentChecks({ users: 2, validity: 100, pause: 10 }, () => clock);
  });

  it('are valid until the interval has passed', () => {
    assert.equal(checks.isValid(user), false);
    checks.add(user, true);

    clock += 99;
    assert.equal(checks.isValid(user), true);
    assert.equal(checks.isPaused(user), false);
    clock++;
    assert.equal(checks.isValid(user), false);
  });

  it('pause after a failure', () => {
    checks.add(user, false);
    checks.invalidate(user);

    clock += 9;
    assert.equal(checks.isPaused(user), true);
    assert.equal(checks.isValid(user), false);
    clock++;
    assert.equal(checks.isPaused(user), false);
  });

  it('are invalid once a device is stale, or the clock was set back', () => {
    checks.add(user, true);
    checks.invalidate(user);
    assert.equal(checks.isValid(user), false);

    checks.add(user, true);
    clock--;
    assert.equal(checks.isValid(user), false);
  });

  it('are forgotten, the oldest first', async () => {
    checks.add(user, true);
    checks.add('a second', true);
    checks.add(user, true);
    checks.add('a third', true);

    assert.deepEqual([user, 'a second', 'a third'].map((each) => checks.isValid(each)), [true, false, true]);
  });
});
