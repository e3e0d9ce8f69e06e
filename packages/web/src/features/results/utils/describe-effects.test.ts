import { expect, test } from 'vitest';
import { describeEffects, outcomeOf } from './describe-effects.ts';

test.each([
  [{ sent: true, status: 201, error: null }, 'green 201'],
  [{ sent: true, status: 302, error: null }, 'blue 302'],
  [{ sent: true, status: 404, error: null }, 'red 404'],
  [{ sent: true, status: null, error: null }, 'gray No answer'],
  [{ sent: true, status: 200, error: 'JOBWRIGHT_FETCH_LIMIT' }, 'red Failed'],
  [{ sent: false, status: null, error: null }, 'yellow Not sent'],
  [{ sent: false, status: null, error: 'JOBWRIGHT_EGRESS_DENIED' }, 'red Refused'],
])('%j is shown as %s', (effect, expected) => {
  const { color, label } = outcomeOf(effect);

  expect(`${color} ${label}`).toBe(expected);
});

test('what was sent and what was not is added up', () => {
  expect(describeEffects({ sent: 1, not_sent: 0 })).toBe(
    'The run sent 1 request to other systems. No rollback takes them back.',
  );
  expect(describeEffects({ sent: 0, not_sent: 2 })).toBe('2 requests were not sent.');
});
