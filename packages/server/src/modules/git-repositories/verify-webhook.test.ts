import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { concerns, verifyWebhook } from './verify-webhook.ts';

const secret = 'a secret of the webhook';
const body = Buffer.from(JSON.stringify({ ref: 'refs/heads/main' }));
const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

test('takes what GitHub has signed, and nothing that was changed on its way', () => {
  const headers = { 'x-hub-signature-256': signature, 'x-github-event': 'push' };

  expect(verifyWebhook(headers, body, secret)).toEqual({ ref: 'refs/heads/main' });
  expect(verifyWebhook({ ...headers, 'x-github-event': 'ping' }, body, secret)).toEqual({ ref: undefined });
  expect(verifyWebhook(headers, Buffer.from('{}'), secret)).toBeUndefined();
  expect(verifyWebhook(headers, body, 'another secret')).toBeUndefined();
  expect(verifyWebhook({ ...headers, 'x-hub-signature-256': '' }, body, secret)).toBeUndefined();
});

test('takes what has the token of GitLab', () => {
  const headers = { 'x-gitlab-token': secret, 'x-gitlab-event': 'Push Hook' };

  expect(verifyWebhook(headers, body, secret)).toEqual({ ref: 'refs/heads/main' });
  expect(verifyWebhook({ ...headers, 'x-gitlab-token': 'wrong' }, body, secret)).toBeUndefined();
});

test('takes nothing without either', () => {
  expect(verifyWebhook({}, body, secret)).toBeUndefined();
});

test('a push concerns a repository when it moves what the repository follows', () => {
  expect(concerns('refs/heads/main', 'main')).toBe(true);
  expect(concerns('refs/tags/v1', 'v1')).toBe(true);
  expect(concerns('refs/heads/other', 'main')).toBe(false);
  expect(concerns('refs/heads/any', null)).toBe(true);
});
