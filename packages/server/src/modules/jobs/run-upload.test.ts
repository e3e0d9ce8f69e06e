import { request } from 'node:http';
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  FileVar,
  IntegerVar,
  Job,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  BooleanVar,
  StringVar,
} from '@jobwright/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestRegion } from '../../testing/rest/network-plugin.ts';
import { createTestApp, type Answer, type TestApp } from '../../testing/rest/test-app.ts';

class Import extends Job {
  file = FileVar();
  extra = FileVar({ required: false });
  count = IntegerVar({ required: false });
  flag = BooleanVar();
  colors = MultiChoiceVar({
    choices: [
      ['r', 'Red'],
      ['g', 'Green'],
      ['b', 'Blue'],
    ],
    required: false,
  });
  region = ObjectVar({ model: TestRegion, required: false });
  regions = MultiObjectVar({ model: TestRegion, required: false });
  note = StringVar({ required: false });

  override async run(): Promise<void> {}
}

const MB = 1024 * 1024;

let test: TestApp;
let address: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  test = await createTestApp({ uploadLimitBytes: 120 * MB });
  await test.addJob(Import);
  for (const slug of ['emea', 'apac']) {
    ids[slug] = (await test.admin.send('POST', '/api/net/regions/', { name: slug, slug })).body.id;
  }
  address = await test.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => test[Symbol.asyncDispose]());

async function send(form: FormData, query = ''): Promise<Answer> {
  const response = await fetch(`${address}/api/extras/jobs/local/import/Import/run/${query}`, {
    method: 'POST',
    headers: { authorization: `Token ${test.admin.key}` },
    body: form,
  });
  return { status: response.status, headers: {}, body: await response.json() };
}

function formOf(fields: readonly (readonly [name: string, value: string | Blob, fileName?: string])[]): FormData {
  const form = new FormData();
  for (const [name, value, fileName] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, fileName ?? 'file.csv');
  }
  return form;
}

async function countFiles(): Promise<number> {
  const { rows } = await test.pool.query<{ count: number }>('select count(*)::int as count from extras_uploaded_file');
  return rows[0]!.count;
}

it('acceptance 22: variables stand at the top level, lists by repetition or as JSON, _commit and _wait are controls', async () => {
  const answer = await send(
    formOf([
      ['count', '12'],
      ['file', new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), 'sites.csv'],
      ['flag', 'on'],
      ['colors', 'r'],
      ['colors', 'b'],
      ['region', '{"slug": "emea"}'],
      ['regions', `["${ids['apac']}", {"slug": "emea"}]`],
      ['note', ''],
      ['_commit', 'false'],
      ['_wait', '0'],
    ]),
  );
  const { id, data } = answer.body.job_result;
  const { rows: files } = await test.pool.query('select * from extras_uploaded_file where job_result_id = $1', [id]);
  const { rows: chunks } = await test.pool.query('select data from extras_uploaded_file_chunk where file_id = $1', [
    data.file,
  ]);

  expect(answer.status).toBe(201);
  expect(answer.body.job_result.commit).toBe(false);
  expect(data).toMatchObject({
    count: 12,
    flag: true,
    colors: ['r', 'b'],
    region: ids['emea'],
    regions: [ids['apac'], ids['emea']],
  });
  expect(files).toMatchObject([{ id: data.file, name: 'sites.csv', content_type: 'text/csv' }]);
  expect(Number(files[0].size)).toBe(8);
  expect(chunks[0].data.toString()).toBe('a,b\n1,2\n');
});

it('acceptance 22: an optional file may be left out, also as the empty field that browsers send', async () => {
  const file = ['file', new Blob(['x'])] as const;

  const left = await send(formOf([file]));
  const empty = await send(formOf([file, ['extra', new Blob([]), '']]));

  expect([left.status, empty.status]).toEqual([201, 201]);
  expect(Object.keys(empty.body.job_result.data).sort()).toEqual(['file', 'flag']);
});

it('acceptance 22: nothing of a refused form is kept', async () => {
  const before = await countFiles();

  const wrong = await send(
    formOf([
      ['file', new Blob(['x'])],
      ['count', 'many'],
      ['nmae', 'x'],
    ]),
  );
  const control = await send(
    formOf([
      ['file', new Blob(['x'])],
      ['_commit', 'maybe'],
      ['_wait', 'long'],
    ]),
  );
  const unknownFile = await send(
    formOf([
      ['file', new Blob(['x'])],
      ['count', new Blob(['x'])],
      ['other', new Blob(['x'])],
    ]),
  );
  const twice = await send(
    formOf([
      ['file', new Blob(['x'])],
      ['file', new Blob(['y'])],
    ]),
  );
  const missing = await send(formOf([['count', '1']]));

  expect(wrong.status).toBe(400);
  expect(Object.keys(wrong.body).sort()).toEqual(['count', 'nmae']);
  expect(Object.keys(control.body).sort()).toEqual(['_commit', '_wait']);
  expect(Object.keys(unknownFile.body).sort()).toEqual(['count', 'other']);
  expect(unknownFile.body['other']).toEqual([
    expect.stringContaining('There is no such variable. Files of this job: file'),
  ]);
  expect(twice.body).toEqual({ file: ['Send one file.'] });
  expect(missing.body).toEqual({ file: ['This field is required.'] });
  expect(await countFiles()).toBe(before);
});

it('acceptance 22: 100 MB go to the database in bounded memory: the sender waits while the database does', async () => {
  const boundary = 'jobwright';
  const chunk = randomBytes(MB);
  let sentBytes = 0;
  const blocker = await test.pool.connect();
  await blocker.query('begin; lock table extras_uploaded_file_chunk in access exclusive mode');

  const outgoing = request(`${address}/api/extras/jobs/local/import/Import/run/`, {
    method: 'POST',
    headers: {
      authorization: `Token ${test.admin.key}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  });
  const answer = new Promise<string>((resolve, reject) => {
    outgoing.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
    });
    outgoing.on('error', reject);
  });
  const write = (part: string | Buffer): Promise<void> =>
    new Promise((done) => {
      if (outgoing.write(part)) done();
      else outgoing.once('drain', () => done());
    });
  const sending = (async () => {
    await write(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`);
    for (let index = 0; index < 100; index++) {
      await write(chunk);
      sentBytes += chunk.length;
    }
    outgoing.end(`\r\n--${boundary}--\r\n`);
  })();
  for (let last = -1; last !== sentBytes; await delay(500)) last = sentBytes;
  const sentWhileBlocked = sentBytes;
  await blocker.query('rollback');
  blocker.release();
  await sending;
  const { id } = JSON.parse(await answer).job_result;
  const { rows } = await test.pool.query(
    `select file.size, file.sha256, max(length(data))::int as largest
     from extras_uploaded_file as file join extras_uploaded_file_chunk on file_id = file.id
     where job_result_id = $1 group by file.id`,
    [id],
  );

  // What the buffers of the connection and of one chunk hold.
  expect(sentWhileBlocked).toBeLessThan(20 * MB);
  expect(Number(rows[0].size)).toBe(100 * MB);
  expect(rows[0].largest).toBeLessThan(2 * MB);
  expect(rows[0].sha256).toBe(
    createHash('sha256')
      .update(Buffer.concat(Array<Buffer>(100).fill(chunk)))
      .digest('hex'),
  );
});

it('refuses a file above the limit with 413, and keeps nothing of it', async () => {
  const before = await countFiles();

  const answer = await send(formOf([['file', new Blob([Buffer.alloc(121 * MB)]), 'huge.bin']]));

  expect(answer.status).toBe(413);
  expect(answer.body).toEqual({
    detail: 'The file "huge.bin" is larger than the server takes.',
    code: 'JOBWRIGHT_UPLOAD_TOO_LARGE',
  });
  expect(await countFiles()).toBe(before);
});

it('keeps nothing of an upload that the client breaks off', async () => {
  const before = await countFiles();
  const outgoing = request(`${address}/api/extras/jobs/local/import/Import/run/`, {
    method: 'POST',
    headers: { authorization: `Token ${test.admin.key}`, 'content-type': 'multipart/form-data; boundary=x' },
  });
  outgoing.on('error', () => undefined);
  outgoing.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n');
  outgoing.write(Buffer.alloc(3 * MB));
  while ((await countFiles()) === before) await new Promise((resolve) => setTimeout(resolve, 10));

  outgoing.destroy();

  while ((await countFiles()) !== before) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await countFiles()).toBe(before);
});

it('takes texts up to the limit of a body in all, not each', async () => {
  const half = 'x'.repeat(6 * MB);

  const { status, body } = await send(
    formOf([
      ['one', half],
      ['two', half],
    ]),
  );

  expect({ status, code: body.code }).toEqual({ status: 413, code: 'JOBWRIGHT_BODY_TOO_LARGE' });
});
