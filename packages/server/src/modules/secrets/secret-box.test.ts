import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSecretBox, SecretBox } from './secret-box.ts';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];

test('what was sealed is opened again, and is not in what is stored', () => {
  const box = new SecretBox([newKey]);

  const sealed = box.seal('swörd fish', 'a');

  expect(box.open(sealed, 'a')).toBe('swörd fish');
  expect(sealed.includes('fish')).toBe(false);
  expect(box.seal('swörd fish', 'a').equals(sealed)).toBe(false);
});

test('an older key still opens, and the first one seals', () => {
  const sealed = new SecretBox([oldKey]).seal('swordfish', 'a');
  const box = new SecretBox([newKey, oldKey]);

  expect(box.open(sealed, 'a')).toBe('swordfish');
  expect(new SecretBox([newKey]).open(box.seal('swordfish', 'a'), 'a')).toBe('swordfish');
});

test.each([
  ['of another secret', 'b', (sealed: Buffer) => sealed],
  [
    'that was changed',
    'a',
    (sealed: Buffer) => Buffer.concat([sealed.subarray(0, -1), Buffer.of((sealed.at(-1) ?? 0) ^ 1)]),
  ],
  ['that was cut', 'a', (sealed: Buffer) => sealed.subarray(0, 20)],
  ['of a key that is not there', 'a', () => new SecretBox([oldKey]).seal('swordfish', 'a')],
  ['of another form', 'a', () => Buffer.from('swordfish')],
])('a value %s is not opened', (_, owner, change) => {
  const box = new SecretBox([newKey]);
  const sealed = change(box.seal('swordfish', 'a'));

  expect(() => box.open(sealed, owner)).toThrow('A secret cannot be decrypted');
});

test('without a key nothing is sealed', () => {
  expect(() => createSecretBox(undefined).seal('swordfish', 'a')).toThrow('Set JOBWRIGHT_SECRET_KEY');
});

test('keys come as Base64, with commas between them', () => {
  const sealed = new SecretBox([oldKey]).seal('swordfish', 'a');
  const box = createSecretBox(`${newKey.toString('base64')},${oldKey.toString('base64')}`);

  expect(box.open(sealed, 'a')).toBe('swordfish');
});
