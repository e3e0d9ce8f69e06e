import { describe, expect, test } from 'vitest';
import { classOf, readAddress } from './address-class.ts';

describe('an address', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.0.9', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['0:0:0:0:0:ffff:7f00:1', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['10.0.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['fd00:ec2::254', 'private'],
    ['::ffff:10.1.2.3', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['224.0.0.251', 'multicast'],
    ['ff02::1', 'multicast'],
    ['0.0.0.0', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['198.19.255.255', 'reserved'],
    ['::', 'reserved'],
    ['::10.0.0.1', 'reserved'],
    ['2001:db8::1', 'reserved'],
    ['2001:0:4136::1', 'reserved'],
    ['2002:7f00:1::', 'reserved'],
    ['4000::1', 'reserved'],
    ['64:ff9b:1::a00:1', 'reserved'],
    ['64:ff9b::a00:1', 'translated'],
    ['64:ff9b::8.8.8.8', 'translated'],
  ])('%s is not public: %s', (text, name) => {
    expect(classOf(readAddress(text))).toBe(name);
  });

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1', '2a00::1', '::ffff:8.8.8.8'])(
    '%s is public',
    (text) => {
      expect(classOf(readAddress(text))).toBeUndefined();
    },
  );
});
