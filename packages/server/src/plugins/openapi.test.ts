import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/rest/test-app.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: unknown }>>;
}

let test: TestApp;
// oxlint-disable-next-line typescript/no-explicit-any -- the validator checks its form
let document: any;
let operations: readonly (readonly [place: string, operation: Operation])[];
beforeAll(async () => {
  test = await createTestApp();
  document = (await test.inject({ url: '/api/openapi.json' })).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
});
afterAll(() => test[Symbol.asyncDispose]());

it('is a valid OpenAPI 3.1 document', async () => {
  const result = await new Validator().validate(structuredClone(document));

  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
});

it('describes every route with an operation id of its own, a summary, tags and the good answer', () => {
  const ids = operations.map(([, operation]) => operation.operationId);
  const incomplete = operations.filter(([, operation]) => {
    const good = Object.entries(operation.responses).find(([status]) => /^2|^302/.test(status));
    return !operation.operationId || !operation.summary || !operation.tags?.length || !good?.[1].description;
  });

  expect(incomplete.map(([place]) => place)).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

it('describes what each route answers with by a schema', () => {
  const without = operations.filter(([, operation]) =>
    Object.entries(operation.responses).some(
      ([status, response]) => !['204', '302'].includes(status) && !response.content,
    ),
  );

  expect(without.map(([place]) => place)).toEqual([]);
});

it('describes all routes of a model, with its filters and schemas', () => {
  const list = document.paths['/api/net/devices/'];
  const names = list.get.parameters.map((parameter: { name: string }) => parameter.name);

  expect(Object.keys(list).sort()).toEqual(['delete', 'get', 'patch', 'post', 'put']);
  expect(Object.keys(document.paths['/api/net/devices/{id}/']).sort()).toEqual(['delete', 'get', 'patch', 'put']);
  expect(names).toEqual(
    expect.arrayContaining([
      'q',
      'limit',
      'offset',
      'ordering',
      'name',
      'name__ic',
      'site',
      'site_id',
      'position__gte',
      'tags',
    ]),
  );
  expect(document.components.schemas.NetTestDevice.properties.site).toEqual({
    $ref: '#/components/schemas/NestedObject',
  });
  expect(document.components.schemas.NetTestDeviceRequest.required).toEqual(['name', 'site']);
});

it('refers to no schema that does not exist', () => {
  const known = new Set(Object.keys(document.components.schemas));
  const referred = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  );

  expect(referred.filter((name) => !known.has(name!))).toEqual([]);
  expect(referred.length).toBeGreaterThan(100);
});

it('names the routes of runs with their forms', () => {
  const run = document.paths['/api/extras/jobs/{source}/{module}/{className}/run/'].post;

  expect(Object.keys(run.responses).sort()).toEqual(['201', '400', '401', '403', '404', '405', '409', '413', '503']);
  expect(Object.keys(run.requestBody.content).sort()).toEqual(['application/json', 'multipart/form-data']);
});
