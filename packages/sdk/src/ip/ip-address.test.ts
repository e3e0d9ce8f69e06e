import { describe, expect, test } from 'vitest';
import { AddressError } from '../errors.ts';
import { IPAddress } from './ip-address.ts';

describe('parsing', () => {
  test.each([
    { text: '192.0.2.1', version: 4, value: 3221225985n, canonical: '192.0.2.1' },
    { text: '0.0.0.0', version: 4, value: 0n, canonical: '0.0.0.0' },
    { text: '255.255.255.255', version: 4, value: 4294967295n, canonical: '255.255.255.255' },
    { text: '::', version: 6, value: 0n, canonical: '::' },
    { text: '::1', version: 6, value: 1n, canonical: '::1' },
    {
      text: '2001:DB8:0:0:0:0:0:1',
      version: 6,
      value: 42540766411282592856903984951653826561n,
      canonical: '2001:db8::1',
    },
    {
      text: '2001:db8:0:1:1:1:1:1',
      version: 6,
      value: 42540766411282592875351010504635121665n,
      canonical: '2001:db8:0:1:1:1:1:1',
    },
    { text: '::ffff:192.0.2.1', version: 6, value: 281473902969345n, canonical: '::ffff:192.0.2.1' },
    { text: 'fe80::1:0:0:1', version: 6, value: 338288524927261089654019178316324405249n, canonical: 'fe80::1:0:0:1' },
  ])('$text is an address', ({ text, ...expected }) => {
    const address = IPAddress.parse(text);

    expect({ version: address.version, value: address.value, canonical: address.toString() }).toEqual(expected);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.0.0.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '192.0.2.0/24',
    'fe80::1%eth0',
    ':::',
    '1::2::3',
    '[::1]',
    'localhost',
    '2001:db8::g',
    '::1/128',
    '1.2.3.4\n',
  ])('%j is no address', (text) => {
    expect(() => IPAddress.parse(text)).toThrow(AddressError);
    expect(IPAddress.tryParse(text)).toBeUndefined();
  });

  test('the message says what to leave away', () => {
    expect(() => IPAddress.parse('192.0.2.0/24')).toThrow(
      '"192.0.2.0/24" is not an IPv4 or IPv6 address. Leave the mask away.',
    );
    expect(() => IPAddress.parse('fe80::1%eth0')).toThrow('Leave the zone away.');
  });

  test('a very long text is cut in the message', () => {
    expect(() => IPAddress.parse('9'.repeat(100_000))).toThrow(`"${'9'.repeat(60)}…" is not`);
  });
});

describe('numbers', () => {
  test('an address is made from a number', () => {
    expect(IPAddress.fromInteger(3221225985).toString()).toBe('192.0.2.1');
    expect(IPAddress.fromInteger(1n, 6).toString()).toBe('::1');
  });

  test('a number outside of the address space is refused', () => {
    expect(() => IPAddress.fromInteger(2n ** 32n)).toThrow('4294967296 is outside of the IPv4 address space.');
    expect(() => IPAddress.fromInteger(-1)).toThrow(AddressError);
    expect(() => IPAddress.fromInteger(1.5)).toThrow(AddressError);
    expect(() => IPAddress.fromInteger(2 ** 60, 6)).toThrow('Give numbers above 2^53 as bigint.');
  });

  test('next and previous step through the space and stop at its ends', () => {
    const address = IPAddress.parse('192.0.2.255');

    expect(address.next().toString()).toBe('192.0.3.0');
    expect(address.next(256).toString()).toBe('192.0.3.255');
    expect(address.previous(255n).toString()).toBe('192.0.2.0');
    expect(() => IPAddress.parse('255.255.255.255').next()).toThrow(AddressError);
    expect(() => IPAddress.parse('::').previous()).toThrow(AddressError);
  });
});

describe('comparison', () => {
  test('addresses sort by version, then by number', () => {
    const sorted = ['::1', '10.0.0.10', '10.0.0.9', '255.255.255.255', '::']
      .map(IPAddress.parse)
      .sort(IPAddress.compare);

    expect(sorted.map(String)).toEqual(['10.0.0.9', '10.0.0.10', '255.255.255.255', '::', '::1']);
  });

  test('equal means the same version and number', () => {
    expect(IPAddress.parse('::1').equals(IPAddress.parse('0:0::0:1'))).toBe(true);
    expect(IPAddress.parse('0.0.0.1').equals(IPAddress.parse('::1'))).toBe(false);
    expect(IPAddress.parse('10.0.0.1').compareTo(IPAddress.parse('10.0.0.2'))).toBe(-1);
    expect(IPAddress.parse('10.0.0.1').compareTo(IPAddress.parse('10.0.0.1'))).toBe(0);
  });
});

test.each([
  ['10.0.0.1', { isPrivate: true }],
  ['172.31.255.255', { isPrivate: true }],
  ['172.32.0.0', {}],
  ['192.168.0.1', { isPrivate: true }],
  ['fd00::1', { isPrivate: true }],
  ['127.0.0.1', { isLoopback: true }],
  ['::1', { isLoopback: true }],
  ['169.254.1.1', { isLinkLocal: true }],
  ['fe80::1', { isLinkLocal: true }],
  ['224.0.0.5', { isMulticast: true }],
  ['ff02::1', { isMulticast: true }],
  ['8.8.8.8', {}],
  ['2001:db8::1', {}],
])('%s is of its special ranges only', (text, special) => {
  const { isPrivate, isLoopback, isLinkLocal, isMulticast } = IPAddress.parse(text);

  expect({ isPrivate, isLoopback, isLinkLocal, isMulticast }).toEqual({
    isPrivate: false,
    isLoopback: false,
    isLinkLocal: false,
    isMulticast: false,
    ...special,
  });
});

test('an address never changes and is text in JSON', () => {
  const address = IPAddress.parse('192.0.2.1');

  expect(() => Object.assign(address, { value: 0n })).toThrow(TypeError);
  expect(JSON.stringify({ address })).toBe('{"address":"192.0.2.1"}');
});
