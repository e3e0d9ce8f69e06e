import { expect, it } from 'vitest';
import { isWithinNetworks, networkOfClient } from './client-networks.ts';

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

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['', ''],
])('the client %j counts as %j', (address, expected) => {
  expect(networkOfClient(address)).toBe(expected);
});
