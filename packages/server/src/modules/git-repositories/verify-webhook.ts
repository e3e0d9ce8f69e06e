import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a webhook says, once it is known to come from somebody who has the secret. */
export interface PushEvent {
  /** Full name of the ref that was pushed; undefined: the event is no push. */
  readonly ref: string | undefined;
}

/**
 * Checks the signature of GitHub (`X-Hub-Signature-256`, also sent by Gitea and Forgejo) or the token of GitLab
 * (`X-Gitlab-Token`): https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries,
 * https://docs.gitlab.com/user/project/integrations/webhooks/.
 *
 * @returns undefined when it is not genuine
 */
export function verifyWebhook(headers: IncomingHttpHeaders, body: Buffer, secret: string): PushEvent | undefined {
  const signature = headers['x-hub-signature-256'];
  const token = headers['x-gitlab-token'];
  if (typeof signature === 'string') {
    const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    if (!isSame(signature, expected)) return undefined;
    return { ref: headers['x-github-event'] === 'push' ? readRef(body) : undefined };
  }
  if (typeof token === 'string') {
    if (!isSame(token, secret)) return undefined;
    const isPush = ['Push Hook', 'Tag Push Hook'].includes(String(headers['x-gitlab-event']));
    return { ref: isPush ? readRef(body) : undefined };
  }
  return undefined;
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
