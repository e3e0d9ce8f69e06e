import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A system that jobs ask: a server on this machine that answers everything with `hello`, and remembers what it was asked. */
export class OtherSystem implements AsyncDisposable {
  /** `GET /path`, in order. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(`${request.method} ${request.url}`);
      response.end('hello');
    });
  }

  static async start(): Promise<OtherSystem> {
    const system = new OtherSystem();
    await once(system.#server.listen(0, '127.0.0.1'), 'listening');
    return system;
  }

  /** Ends in a slash. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
