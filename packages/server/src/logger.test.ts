import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function logged(error: Error): Record<string, unknown> {
  const lines: string[] = [];
  createLogger('info', { write: (line) => lines.push(line) }).warn({ err: error }, 'It failed.');
  return (JSON.parse(lines[0] ?? '') as { readonly err: Record<string, unknown> }).err;
}

test('errors are logged with what they say of themselves', () => {
  const error = Object.assign(new Error('duplicate key', { cause: new Error('the reason') }), { code: '23505' });

  const { stack, ...described } = logged(error);

  expect(described).toMatchObject({ type: 'Error', code: '23505', message: 'duplicate key: the reason' });
  expect(stack).toContain('logger.test.ts');
});

test('the connection that an error came from is not logged', () => {
  const error = Object.assign(new Error('terminating connection'), {
    client: { connectionParameters: { user: 'jobwright', host: 'db.example.com' } },
  });

  expect(logged(error)).not.toHaveProperty('client');
});
