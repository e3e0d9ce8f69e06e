import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { redact } from './redact.ts';
import { Secret } from './secret.ts';

test('a secret is removed as it is, encoded for URLs, and in base64', () => {
  const text = 'plain p@ss/word, url p%40ss%2Fword, base64 cEBzcy93b3Jk.';

  expect(redact(text, ['p@ss/word'])).toBe('plain ***, url ***, base64 ***.');
});

test('credentials in URLs are removed without being known', () => {
  expect(redact("fatal: unable to access 'https://ada:pw@example.com/a'", [])).toBe(
    "fatal: unable to access 'https://***@example.com/a'",
  );
});

test('an empty secret removes nothing', () => {
  expect(redact('text', [''])).toBe('text');
});

test('a secret is text where text is needed, and hidden where it is printed', () => {
  const secret = new Secret('hunter2');

  expect(String(secret)).toBe('hunter2');
  expect(inspect({ secret })).toBe('{ secret: [secret] }');
  expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
});
