import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** Sends the page of the UI, which finds out itself what to show at this address. Absent when the UI is not served. */
    sendPage?(reply: FastifyReply): FastifyReply;
  }
}

export interface WebUiOptions {
  /** Folder with the built files of the UI. */
  readonly folder: string;
}

const noncePlace = '__CSP_NONCE__';
const yearMs = 365 * 24 * 3600 * 1000;

/** Serves the UI: its files, and its page at `/` and at every address that nothing else answers. */
export const webUi = fastifyPlugin(
  async (app: FastifyInstance, { folder }: WebUiOptions) => {
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    await app.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      preCompressed: true,
      globIgnore: ['index.html', '**/*.br', '**/*.gz'],
      setHeaders: (reply, path) => {
        // Names of built files change with their content.
        const isHashed = path.startsWith(join(folder, 'assets'));
        void reply.header('cache-control', isHashed ? `public, max-age=${yearMs / 1000}, immutable` : 'no-cache');
      },
    });
    const sendPage = (reply: FastifyReply): FastifyReply => {
      const nonce = randomBytes(18).toString('base64');
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-security-policy', policy(nonce))
        .send(page.replaceAll(noncePlace, nonce));
    };
    app.decorate('sendPage', sendPage);
    app.get('/', { schema: { hide: true }, config: { public: true } }, (_request, reply) => sendPage(reply));
  },
  { name: 'web-ui' },
);

/** Whether somebody opened the address in a browser, rather than a program asking. */
export function asksForPage(request: FastifyRequest): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && !/^\/+(api|assets)(\/|$)/i.test(request.url) && /text\/html/i.test(request.headers.accept ?? '');
}

/**
 * Where the built UI is, if it is installed and built.
 * @returns undefined otherwise: the server does without it
 */
export async function findWebUi(): Promise<string | undefined> {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('@jobwright/web/package.json')), 'dist');
    await readFile(join(folder, 'index.html'));
    return folder;
  } catch {
    return undefined;
  }
}

/** Nothing from elsewhere, nothing inline but style elements with the page's nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
