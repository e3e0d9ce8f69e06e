import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultLimits } from '../../../config/run-limits.ts';
import type { EffectEnd, EffectRecorder, EffectStart } from './effect.ts';
import { EgressPolicy } from './egress-policy.ts';
import { HttpCalls, type HttpCallsOptions } from './http-calls.ts';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real server on this machine that remembers what arrived. */
export class LocalServer implements AsyncDisposable {
  readonly arrived: Arrived[] = [];
  readonly origin: string;
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.origin = `http://127.0.0.1:${this.port}`;
  }

  static async start(answer: (request: Arrived, response: ServerResponse) => void): Promise<LocalServer> {
    const holder: { local?: LocalServer } = {};
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const arrived = { method, url, headers, body: Buffer.concat(parts).toString() };
        holder.local?.arrived.push(arrived);
        answer(arrived, response);
      });
    });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    server.listen(0, '127.0.0.1', () => resolve(undefined));
    await promise;
    holder.local = new LocalServer(server);
    return holder.local;
  }

  /** Connections that are open now. */
  async connections(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#server.getConnections((_error, count) => resolve(count));
    return await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#server.close(() => resolve(undefined));
    await promise;
  }
}

/** Keeps effects in memory. */
export class TestRecorder implements EffectRecorder {
  readonly started: EffectStart[] = [];
  readonly ended: EffectEnd[] = [];

  async begin(effect: EffectStart): Promise<void> {
    this.started.push(effect);
  }

  end(effect: EffectEnd): void {
    this.ended.push(effect);
  }
}

export interface TestCalls extends Disposable {
  readonly recorder: TestRecorder;
  send(url: string, request?: Readonly<Record<string, unknown>>): Promise<TestAnswer>;
  ask(operation: string, args: unknown): Promise<unknown>;
  readonly calls: HttpCalls;
}

export interface TestAnswer {
  readonly id: number;
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
  readonly redirected: boolean;
  readonly notSent?: true;
}

/** Calls of a run that may reach this machine. */
export function openCalls(
  options: Partial<Omit<HttpCallsOptions, 'limits'>> & { readonly limits?: Partial<HttpCallsOptions['limits']> } = {},
): TestCalls {
  const recorder = new TestRecorder();
  const calls = new HttpCalls({
    policy: new EgressPolicy('local/a/B', { jobs: 'local/*', hosts: ['http://127.0.0.1:*'] }),
    unsafe: 'send',
    recorder,
    ...options,
    limits: { ...defaultLimits, ...options.limits },
  });
  let lastId = 0;
  const ask = async (operation: string, args: unknown): Promise<unknown> => await calls.operations[operation]?.(args);
  return {
    calls,
    recorder,
    ask,
    send: async (url, request = {}) => {
      const id = ++lastId;
      const args = { id, url, method: 'GET', headers: [], redirect: 'follow', ...request };
      return { id, ...((await ask('http.send', args)) as Omit<TestAnswer, 'id'>) };
    },
    [Symbol.dispose]: () => calls[Symbol.dispose](),
  };
}
