import { describe, expect, test } from 'vitest';
import { SecretRedactor } from './secret-redactor.ts';

describe('known values', () => {
  const redactor = new SecretRedactor(['s3cr3t "pass"', 'abc', 's3cr3t "pass" and more']);

  test.each([
    ['login with s3cr3t "pass".', 'login with [redacted].'],
    ['s3cr3t "pass" and more', '[redacted]'],
    ['{"p":"s3cr3t \\"pass\\""}', '{"p":"[redacted]"}'],
    [`https://x/?p=${encodeURIComponent('s3cr3t "pass"')}`, 'https://x/?p=[redacted]'],
    [`Basic ${Buffer.from('s3cr3t "pass"').toString('base64')}`, 'Basic [redacted]'],
    [Buffer.from('s3cr3t "pass"').toString('hex'), '[redacted]'],
    ['abc is too short to be taken out', 'abc is too short to be taken out'],
  ])('%s', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  test('are taken out of JSON at any depth, names included', () => {
    const value = { 's3cr3t "pass"': [{ deep: 'x s3cr3t "pass" y' }, 7, null] };

    expect(redactor.json(value)).toEqual({ '[redacted]': [{ deep: 'x [redacted] y' }, 7, null] });
    expect(redactor.finds(value)).toBe(true);
    expect(redactor.finds({ other: 1 })).toBe(false);
  });

  test('are taken out of numbers of JSON', () => {
    expect(new SecretRedactor(['8471']).json([8471, 84710, { pin: 8471 }])).toEqual([
      '[redacted]',
      84710,
      { pin: '[redacted]' },
    ]);
  });
});

describe('acceptance 39: what looks like a credential', () => {
  const redactor = new SecretRedactor([]);

  test.each([
    ['password=hunter2 next', 'password=[redacted] next'],
    ['Password: "two words"', 'Password: [redacted]'],
    ['{"api_key": "abc123"}', '{"api_key": [redacted]}'],
    ['db_password = x1', 'db_password = [redacted]'],
    ['git clone https://ada:hunter2@example.org/r.git', 'git clone https://ada:[redacted]@example.org/r.git'],
    ['Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.x1', 'Authorization: Bearer [redacted]'],
    ['Authorization: Basic YWRhOmh1bnRlcjI=', 'Authorization: Basic [redacted]'],
    [
      'password=x1 Authorization: Bearer abcdefghijklmnopqrstuvwx',
      'password=[redacted] Authorization: Bearer [redacted]',
    ],
    ['{"Authorization": "Token abcdef"}', '{"Authorization": "Token [redacted]"}'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key [redacted]'],
    ['api_key: AKIAIOSFODNN7EXAMPLE!', 'api_key: [redacted]!'],
    ['ghp_0123456789abcdefghijABCDEFGHIJ012345', '[redacted]'],
    ['a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb', 'a\n[redacted]\nb'],
  ])('%j', (text, expected) => {
    expect(redactor.message(text)).toBe(expected);
  });

  test.each([
    'The password of ams-sw-1 is required.',
    'Created token ring network',
    'See https://example.org:8443/a@b',
    'secrets: none found'.replace(': none', ' none'),
    'mail to ada@example.org',
  ])('leaves %j as it is', (text) => {
    expect(redactor.message(text)).toBe(text);
  });

  test('is found in bounded time in hostile texts', () => {
    for (const text of [
      'password'.repeat(20_000),
      'a://'.repeat(40_000),
      `token ${'a'.repeat(200_000)}`,
      '-----BEGIN '.repeat(20_000),
      'x_'.repeat(100_000) + 'token',
    ]) {
      expect(redactor.message(text).length).toBeGreaterThan(0);
    }
  });
});
