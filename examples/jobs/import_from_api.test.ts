import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Site, Status } from '@jobwright/inventory';
import { runJob } from '@jobwright/testing';
import type { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ImportSites } from './import_from_api.ts';

// #region server
/** Stands for the other system: a real server, on this machine. */
let server: Server;
let address: string;
let posted: string[];

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== 'Bearer s3cret-token' && request.method === 'GET') {
    response.writeHead(401).end();
  } else if (request.method === 'POST') {
    request.setEncoding('utf8').on('data', (text: string) => posted.push(text));
    request.on('end', () => response.writeHead(201).end('{"id":"17"}'));
  } else if (request.url === '/sites/') {
    response.end('{"results":[{"code":"ams","name":"Amsterdam"}],"next":"/sites/?page=2"}');
  } else {
    response.end('{"results":[{"code":"rtm","name":"Rotterdam"}],"next":null}');
  }
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sites/`;
});
beforeEach(() => {
  posted = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
// #endregion server

async function seed(em: EntityManager): Promise<void> {
  const status = em.create(Status, { name: 'Active', slug: 'active' });
  em.create(Site, { name: 'Old name', slug: 'ams', status });
}

// #region commit
test('imports all pages, and tells the other system', async () => {
  const result = await runJob(ImportSites, {
    data: { address, report: true },
    secrets: { SITES_TOKEN: 's3cret-token' },
    egress: ['http://127.0.0.1:*'],
    commit: true,
    seed,
  });

  expect(result.output).toBe('1 created, 1 updated');
  expect(await result.em.count(Site, { name: { $in: ['Amsterdam', 'Rotterdam'] } })).toBe(2);
  expect(posted).toEqual(['{"count":2}']);
  expect(result.effects.map(({ method, sent, status }) => [method, sent, status])).toEqual([
    ['GET', true, 200],
    ['GET', true, 200],
    ['POST', true, 201],
  ]);
});
// #endregion commit

// #region dry-run
test('a dry run reads, and posts nothing', async () => {
  const result = await runJob(ImportSites, {
    data: { address, report: true },
    secrets: { SITES_TOKEN: 's3cret-token' },
    egress: ['http://127.0.0.1:*'],
    commit: false,
    seed,
  });

  expect(result.status).toBe('completed');
  expect(posted).toEqual([]);
  expect(result.effects.at(-1)).toMatchObject({ method: 'POST', sent: false, status: null });
});
// #endregion dry-run

test('an answer that is no list ends the run with its status', async () => {
  const result = await runJob(ImportSites, {
    data: { address },
    secrets: { SITES_TOKEN: 'wrong-token' },
    egress: ['http://127.0.0.1:*'],
    seed,
  });

  expect(result.status).toBe('failed');
  expect(result.error?.message).toBe('The list of sites answers 401 Unauthorized.');
});

test('without a host that the test allows, nothing is reached', async () => {
  const result = await runJob(ImportSites, { data: { address }, secrets: { SITES_TOKEN: 's3cret-token' }, seed });

  expect(result.error).toMatchObject({ name: 'EgressDeniedError', code: 'JOBWRIGHT_EGRESS_DENIED' });
  expect(result.effects).toMatchObject([{ sent: false, error: 'JOBWRIGHT_EGRESS_DENIED' }]);
});
