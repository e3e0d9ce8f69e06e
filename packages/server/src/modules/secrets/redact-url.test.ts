import { expect, test } from 'vitest';
import { redactUrl } from './redact-url.ts';
import { SecretRedactor } from './secret-redactor.ts';

const secret = "S3cr3t it's/a+b&c!";
const redactor = new SecretRedactor([secret, 'TopS3cret']);

test.each([
  ['https://api.example.com/devices?limit=50&q=a+b', 'https://api.example.com/devices?limit=50&q=a+b'],
  ['https://user:pw@api.example.com/#part', 'https://api.example.com/'],
  ['https://api.example.com/TopS3cret/devices', 'https://api.example.com/[redacted]/devices'],
  ['https://api.example.com/%54opS3cret/devices', 'https://api.example.com/[redacted]/devices'],
  ['https://tops3cret.example.com/', 'https://[redacted]/'],
  [
    `https://a.example/?x=${new URLSearchParams({ v: secret }).toString().slice(2)}&y=1`,
    'https://a.example/?x=[redacted]&y=1',
  ],
  [`https://a.example/?x=${encodeURIComponent(secret)}`, 'https://a.example/?x=[redacted]'],
  [`https://a.example/?x=1&TopS3cret`, 'https://a.example/?x=1&[redacted]'],
  [`https://a.example/?TopS3cret=1`, 'https://a.example/?[redacted]=[redacted]'],
  [`https://a.example/?auth=${btoa('TopS3cret')}`, 'https://a.example/?auth=[redacted]'],
  ['https://a.example/?api_key=1234567&page=2', 'https://a.example/?api_key=[redacted]&page=2'],
  ['https://a.example/?access_token=a%20b', 'https://a.example/?access_token=[redacted]'],
  ['https://a.example/%zz?%zz=TopS3cret', 'https://a.example/%zz?%zz=[redacted]'],
])('%s', (url, expected) => {
  expect(redactUrl(new URL(url), redactor)).toBe(expected);
});
