import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a webhook says, once it is known to come from somebody who has the secret. */
export interface PushEvent {
  /** Full name of the ref that was pushed; undefined: the event is no push. */
  readonly ref: string | undefined;
}

/** How far the clock of the sender may be off, before a webhook counts as one that was sent before. */
const maxAgeMs = 5 * 60 * 1000;
const pushEvents = new Set(['push', 'Push Hook', 'Tag Push Hook']);

/**
 * Checks what comes with a webhook against the secrets that it may be made with:
 * - the signature of GitHub, also sent by Gitea and Forgejo: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries,
 * - the signature of GitLab, made with a signing token (`whsec_…`): https://www.standardwebhooks.com,
 * - the secret token of GitLab: https://docs.gitlab.com/user/project/integrations/webhooks/.
 *
 * @returns undefined when it is not genuine
 */
export function verifyWebhook(
  headers: IncomingHttpHeaders,
  body: Buffer,
  secrets: readonly string[],
): PushEvent | undefined {
  const isGenuine = secrets.some(
    (secret) =>
      isSignedByGitHub(headers, body, secret) ||
      isSignedByStandard(headers, body, secret) ||
      isSame(textOf(headers['x-gitlab-token']), secret),
  );
  if (!isGenuine) return undefined;
  const event = textOf(headers['x-github-event'] ?? headers['x-gitlab-event']);
  return { ref: pushEvents.has(event) ? readRef(body) : undefined };
}

function isSignedByGitHub(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return isSame(textOf(headers['x-hub-signature-256']), expected);
}

/** A key in Base64, a signature over id, time and body, and several signatures while a key is replaced. */
function isSignedByStandard(headers: IncomingHttpHeaders, body: Buffer, secret: string): boolean {
  const key = /^whsec_([A-Za-z0-9+/]{32,}={0,2})$/.exec(secret)?.[1];
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    textOf(headers[name]),
  );
  if (key === undefined || !time || !(Math.abs(Date.now() - Number(time) * 1000) <= maxAgeMs)) return false;
  const digest = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${time}.`).update(body);
  const expected = `v1,${digest.digest('base64')}`;
  return (signatures ?? '').split(' ').some((signature) => isSame(signature, expected));
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

/** Whether a push to a ref concerns a repository that follows `followed`; null: whichever the remote shows first. */
export function concerns(pushed: string, followed: string | null): boolean {
  if (followed === null) return pushed.startsWith('refs/heads/');
  return pushed === followed || pushed === `refs/heads/${followed}` || pushed === `refs/tags/${followed}`;
}

/** In a time that tells nothing of either. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function readRef(body: Buffer): string | undefined {
  try {
    const { ref } = JSON.parse(body.toString('utf8')) as { readonly ref?: unknown };
    return typeof ref === 'string' ? ref : undefined;
  } catch {
    return undefined;
  }
}
