import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { listen } from './listen.ts';

it('says that another program has the port, and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const app = Fastify();

  const listening = listen(app, { host: '127.0.0.1', port });

  await expect(listening).rejects.toMatchObject({
    code: 'JOBWRIGHT_ADDRESS_UNAVAILABLE',
    message: `The server cannot listen on 127.0.0.1:${port}: another program listens there. Stop it, or give another port with PORT.`,
  });
  await app.close();
  other.close();
});

it('says that the machine has no such address', async () => {
  const app = Fastify();

  const listening = listen(app, { host: '192.0.2.1', port: 0 });

  await expect(listening).rejects.toThrow(/this machine has no such address/);
  await app.close();
});
