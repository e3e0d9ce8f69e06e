import { expect, test } from 'vitest';
import { humanize, pluralize, splitWords } from './words.ts';

test.each([
  ['siteName', 'Site name'],
  ['site_name', 'Site name'],
  ['name', 'Name'],
  ['vlanID', 'Vlan ID'],
  ['IPAddress', 'IP address'],
  ['var1', 'Var1'],
  ['ärgerGrund', 'Ärger grund'],
  ['$', '$'],
])('%s is shown as %s', (name, label) => {
  expect(humanize(name)).toBe(label);
});

test.each([
  ['DeviceType', ['device', 'type']],
  ['VLANGroup', ['VLAN', 'group']],
  ['VRF', ['VRF']],
  ['PowerFeed2', ['power', 'feed2']],
])('%s is of the words %j', (name, words) => {
  expect(splitWords(name)).toEqual(words);
});

test.each([
  ['device', 'devices'],
  ['prefix', 'prefixes'],
  ['address', 'addresses'],
  ['facility', 'facilities'],
  ['bay', 'bays'],
  ['switch', 'switches'],
])('several of %s are %s', (noun, plural) => {
  expect(pluralize(noun)).toBe(plural);
});
