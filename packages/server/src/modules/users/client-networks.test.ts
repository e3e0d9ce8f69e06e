import { expect, it } from 'vitest';
import { isWithinNetworks } from './client-networks.ts';

it.each([
  [[], '203.0.113.9', true],
  [['10.0.0.0/8'], '10.200.3.4', true],
  [['10.0.0.0/8'], '11.0.0.1', false],
  [['10.1.2.3/8'], '10.200.3.4', true],
  [['192.0.2.7'], '192.0.2.7', true],
  [['192.0.2.7'], '192.0.2.8', false],
  [['10.0.0.0/8'], '::ffff:10.1.1.1', true],
  [['10.0.0.0/8'], '::ffff:11.1.1.1', false],
  [['2001:db8::/32'], '2001:db8:1::1', true],
  [['2001:db8::/32'], '2001:db9::1', false],
  [['10.0.0.0/8', '2001:db8::1'], '2001:db8::1', true],
  [['0.0.0.0/0'], '::1', false],
  [['10.0.0.0/8'], '', false],
])('of the networks %j is %s: %s', (networks, address, expected) => {
  expect(isWithinNetworks(networks, address)).toBe(expected);
});
