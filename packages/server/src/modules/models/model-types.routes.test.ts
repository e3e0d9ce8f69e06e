import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test[Symbol.asyncDispose]());

it('declares the classes of the models for every user, whatever he may see of the data', async () => {
  const user = await test.addClient('nobody');

  const { status, body } = await user.get('/api/extras/models/types/');

  expect(status).toBe(200);
  const [{ name, declarations }] = body.packages as [{ name: string; declarations: string }];
  expect(declarations).toContain(`declare module '${name}' {`);
  expect(declarations).toMatch(/^ {2}export class TestSite \{\n {4}\[PrimaryKeyProp\]\?: 'id';$/m);
  expect(declarations).toMatch(/^ {4}region: TestRegion \| null \| undefined;$/m);
});
