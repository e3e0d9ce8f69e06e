import { createHmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { concerns, verifyWebhook } from './verify-webhook.ts';

const secret = 'a secret of the webhook';
const body = Buffer.from(JSON.stringify({ ref: 'refs/heads/main' }));
const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

test('takes what GitHub has signed, and nothing that was changed on its way', () => {
  const headers = { 'x-hub-signature-256': signature, 'x-github-event': 'push' };

  expect(verifyWebhook(headers, body, [secret])).toEqual({ ref: 'refs/heads/main' });
  expect(verifyWebhook({ ...headers, 'x-github-event': 'ping' }, body, [secret])).toEqual({ ref: undefined });
  expect(verifyWebhook(headers, Buffer.from('{}'), [secret])).toBeUndefined();
  expect(verifyWebhook(headers, body, ['another secret'])).toBeUndefined();
  expect(verifyWebhook({ ...headers, 'x-hub-signature-256': '' }, body, [secret])).toBeUndefined();
});

test('takes what has the token of GitLab', () => {
  const headers = { 'x-gitlab-token': secret, 'x-gitlab-event': 'Push Hook' };

  expect(verifyWebhook(headers, body, [secret])).toEqual({ ref: 'refs/heads/main' });
  expect(verifyWebhook({ ...headers, 'x-gitlab-token': 'wrong' }, body, [secret])).toBeUndefined();
});

test('takes what GitLab has signed with a signing token, for five minutes', () => {
  const token = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
  const sign = (seconds: number) => ({
    'x-gitlab-event': 'Push Hook',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,AAAA v1,${createHmac('sha256', Buffer.alloc(32, 5)).update(`msg_1.${seconds}.`).update(body).digest('base64')}`,
  });
  const now = Math.floor(Date.now() / 1000);

  expect(verifyWebhook(sign(now), body, ['another', token])).toEqual({ ref: 'refs/heads/main' });
  expect(verifyWebhook(sign(now), Buffer.from('{}'), [token])).toBeUndefined();
  expect(verifyWebhook({ ...sign(now), 'webhook-id': 'msg_2' }, body, [token])).toBeUndefined();
  expect(verifyWebhook({ ...sign(now), 'webhook-timestamp': 'x' }, body, [token])).toBeUndefined();
  expect(verifyWebhook(sign(now - 301), body, [token])).toBeUndefined();
  expect(verifyWebhook(sign(now + 301), body, [token])).toBeUndefined();
  expect(verifyWebhook(sign(now), body, [secret])).toBeUndefined();
});

test('the signature of GitLab is made as the specification has it in its example', () => {
  // https://github.com/standard-webhooks/standard-webhooks, with the time of then.
  vi.useFakeTimers({ now: 1_614_265_330_000 });
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };

  const event = verifyWebhook(headers, Buffer.from('{"test": 2432232314}'), ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']);

  expect(event).toEqual({ ref: undefined });
  vi.useRealTimers();
});

test('takes nothing without either', () => {
  expect(verifyWebhook({}, body, [secret])).toBeUndefined();
});

test('a push concerns a repository when it moves what the repository follows', () => {
  expect(concerns('refs/heads/main', 'main')).toBe(true);
  expect(concerns('refs/tags/v1', 'v1')).toBe(true);
  expect(concerns('refs/heads/other', 'main')).toBe(false);
  expect(concerns('refs/heads/any', null)).toBe(true);
});
