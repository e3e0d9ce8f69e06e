import { describe, expect, test } from 'vitest';
import { AddressError } from '../errors.ts';
import { IPAddress } from './ip-address.ts';
import { IPNetwork } from './ip-network.ts';

const texts = (values: Iterable<{ toString(): string }>): string[] => Array.from(values, (value) => value.toString());

describe('parsing', () => {
  test.each([
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['192.0.2.5/24', '192.0.2.5/24'],
    ['192.0.2.5/255.255.255.0', '192.0.2.5/24'],
    ['192.0.2.5', '192.0.2.5/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['::/0', '::/0'],
  ])('%s is a network', (text, canonical) => {
    expect(IPNetwork.parse(text).toString()).toBe(canonical);
  });

  test.each([
    '',
    '/',
    '192.0.2.0/',
    '192.0.2.0/33',
    '192.0.2.0/-1',
    '192.0.2.0/024',
    '192.0.2.0/24/24',
    '::/129',
    '1.2.3/24',
    '192.0.2.0/255.0.255.0',
    '192.0.2.0/ffff::',
    '::/255.0.0.0',
    'x/24',
  ])('%j is no network', (text) => {
    expect(() => IPNetwork.parse(text)).toThrow(AddressError);
    expect(IPNetwork.tryParse(text)).toBeUndefined();
  });

  test('a network is made from an address or a number', () => {
    expect(IPNetwork.of(IPAddress.parse('192.0.2.5'), 24).toString()).toBe('192.0.2.5/24');
    expect(IPNetwork.of(IPAddress.parse('::1')).toString()).toBe('::1/128');
    expect(IPNetwork.fromInteger(0x0a000000, 8).toString()).toBe('10.0.0.0/8');
    expect(() => IPNetwork.of(IPAddress.parse('192.0.2.5'), 33)).toThrow('a whole number from 0 to 32');
  });
});

describe('parts', () => {
  test('an IPv4 network with a host address keeps it', () => {
    const network = IPNetwork.parse('192.0.2.5/24');

    expect({
      ip: network.ip.toString(),
      network: network.network.toString(),
      broadcast: network.broadcast?.toString(),
      last: network.last.toString(),
      netmask: network.netmask.toString(),
      hostmask: network.hostmask.toString(),
      cidr: network.cidr.toString(),
      version: network.version,
      prefixLength: network.prefixLength,
      size: network.size,
      isCidr: network.isCidr,
    }).toEqual({
      ip: '192.0.2.5',
      network: '192.0.2.0',
      broadcast: '192.0.2.255',
      last: '192.0.2.255',
      netmask: '255.255.255.0',
      hostmask: '0.0.0.255',
      cidr: '192.0.2.0/24',
      version: 4,
      prefixLength: 24,
      size: 256n,
      isCidr: false,
    });
  });

  test('IPv6, /31 and /32 have no broadcast address', () => {
    expect(IPNetwork.parse('2001:db8::/64').broadcast).toBeUndefined();
    expect(IPNetwork.parse('192.0.2.0/31').broadcast).toBeUndefined();
    expect(IPNetwork.parse('192.0.2.0/32').broadcast).toBeUndefined();
  });

  test('sizes are exact beyond 2^53', () => {
    expect(IPNetwork.parse('::/0').size).toBe(340282366920938463463374607431768211456n);
    expect(IPNetwork.parse('::/0').last.toString()).toBe('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  });

  test('a network is special when all of it is', () => {
    expect(IPNetwork.parse('10.0.0.0/8').isPrivate).toBe(true);
    expect(IPNetwork.parse('10.0.0.0/7').isPrivate).toBe(false);
    expect(IPNetwork.parse('127.0.0.0/8').isLoopback).toBe(true);
    expect(IPNetwork.parse('fe80::/10').isLinkLocal).toBe(true);
    expect(IPNetwork.parse('224.0.0.0/4').isMulticast).toBe(true);
  });
});

describe('containment', () => {
  const network = IPNetwork.parse('192.0.2.0/24');

  test.each([
    ['192.0.2.0', true],
    ['192.0.2.255', true],
    ['192.0.3.0', false],
    ['192.0.2.128/25', true],
    ['192.0.2.0/24', true],
    ['192.0.2.0/23', false],
    ['::1', false],
  ])('192.0.2.0/24 contains %s: %s', (other, contained) => {
    expect(network.contains(other)).toBe(contained);
  });

  test('it takes addresses and networks as objects', () => {
    expect(network.contains(IPAddress.parse('192.0.2.1'))).toBe(true);
    expect(network.contains(IPNetwork.parse('192.0.0.0/16'))).toBe(false);
    expect(() => network.contains('nowhere')).toThrow(AddressError);
  });

  test('networks overlap when one contains the other', () => {
    expect(network.overlaps('192.0.0.0/16')).toBe(true);
    expect(network.overlaps(IPNetwork.parse('192.0.2.128/25'))).toBe(true);
    expect(network.overlaps('192.0.3.0/24')).toBe(false);
    expect(network.overlaps('::/0')).toBe(false);
  });
});

describe('hosts', () => {
  test.each([
    ['192.0.2.0/29', ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5', '192.0.2.6']],
    ['192.0.2.5/30', ['192.0.2.5', '192.0.2.6']],
    ['192.0.2.0/31', ['192.0.2.0', '192.0.2.1']],
    ['192.0.2.7/32', ['192.0.2.7']],
    ['2001:db8::/126', ['2001:db8::1', '2001:db8::2', '2001:db8::3']],
    ['2001:db8::/127', ['2001:db8::', '2001:db8::1']],
    ['2001:db8::9/128', ['2001:db8::9']],
  ])('%s has %j', (text, hosts) => {
    expect(texts(IPNetwork.parse(text).hosts())).toEqual(hosts);
  });

  test('they come one at a time: the first of an IPv6 network is there at once', () => {
    expect(IPNetwork.parse('2001:db8::/32').hosts().next().value?.toString()).toBe('2001:db8::1');
  });
});

describe('subnets, supernets and neighbours', () => {
  test('a network is divided', () => {
    expect(texts(IPNetwork.parse('192.0.2.5/24').subnets(26))).toEqual([
      '192.0.2.0/26',
      '192.0.2.64/26',
      '192.0.2.128/26',
      '192.0.2.192/26',
    ]);
    expect(texts(IPNetwork.parse('192.0.2.0/24').subnets(24))).toEqual(['192.0.2.0/24']);
  });

  test('they come one at a time', () => {
    expect(IPNetwork.parse('::/0').subnets(128).next().value?.toString()).toBe('::/128');
  });

  test('a length that does not fit is refused at the call', () => {
    expect(() => IPNetwork.parse('192.0.2.0/24').subnets(23)).toThrow(
      '192.0.2.0/24 has no subnets of length 23: choose a length from 24 to 32.',
    );
    expect(() => IPNetwork.parse('192.0.2.0/24').subnets(33)).toThrow(AddressError);
  });

  test('a supernet contains the network', () => {
    expect(IPNetwork.parse('192.0.3.0/24').supernet().toString()).toBe('192.0.2.0/23');
    expect(IPNetwork.parse('192.0.3.7/24').supernet(8).toString()).toBe('192.0.0.0/8');
    expect(() => IPNetwork.parse('0.0.0.0/0').supernet()).toThrow(AddressError);
    expect(() => IPNetwork.parse('10.0.0.0/8').supernet(9)).toThrow(AddressError);
  });

  test.each([
    ['10.0.0.0/24', [], ['10.0.0.0/24']],
    ['10.0.0.0/24', ['10.0.0.0/26'], ['10.0.0.64/26', '10.0.0.128/25']],
    [
      '10.0.0.5/24',
      ['10.0.0.128/25', '10.0.0.0/32'],
      ['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/30', '10.0.0.8/29', '10.0.0.16/28', '10.0.0.32/27', '10.0.0.64/26'],
    ],
    ['10.0.0.0/24', ['10.0.0.0/16'], []],
    ['10.0.0.0/24', ['10.0.1.0/24', '2001:db8::/32'], ['10.0.0.0/24']],
    ['2001:db8::/62', ['2001:db8:0:1::/64', '2001:db8:0:1::5/128'], ['2001:db8::/64', '2001:db8:0:2::/63']],
  ])('of %s without %j the rest is %j', (network, others, rest) => {
    expect(texts(IPNetwork.parse(network).exclude(others))).toEqual(rest);
  });

  test('next and previous are of the same size', () => {
    expect(IPNetwork.parse('192.0.2.5/24').next().toString()).toBe('192.0.3.0/24');
    expect(IPNetwork.parse('192.0.2.0/24').previous(2).toString()).toBe('192.0.0.0/24');
    expect(() => IPNetwork.parse('255.255.255.0/24').next()).toThrow(AddressError);
  });
});

describe('comparison', () => {
  test('networks sort by version, address, size and host', () => {
    const sorted = ['::/0', '10.0.0.0/16', '10.0.0.5/8', '10.0.0.0/8', '9.0.0.0/8', '10.1.0.0/16']
      .map(IPNetwork.parse)
      .sort(IPNetwork.compare);

    expect(texts(sorted)).toEqual(['9.0.0.0/8', '10.0.0.0/8', '10.0.0.5/8', '10.0.0.0/16', '10.1.0.0/16', '::/0']);
  });

  test('equal means the same address and length', () => {
    expect(IPNetwork.parse('10.0.0.0/8').equals(IPNetwork.parse('10.0.0.0/255.0.0.0'))).toBe(true);
    expect(IPNetwork.parse('10.0.0.1/8').equals(IPNetwork.parse('10.0.0.0/8'))).toBe(false);
    expect(IPNetwork.parse('10.0.0.1/8').cidr.equals(IPNetwork.parse('10.0.0.0/8'))).toBe(true);
  });
});

test('a network never changes and is text in JSON', () => {
  const network = IPNetwork.parse('192.0.2.5/24');

  expect(() => Object.assign(network, { prefixLength: 8 })).toThrow(TypeError);
  expect(JSON.stringify([network])).toBe('["192.0.2.5/24"]');
});
