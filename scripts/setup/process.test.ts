import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { runStep, runToEnd } from './process.mjs';

const options = { cwd: import.meta.dirname, env: process.env };
const node = process.execPath;

test('The exit code of a command is passed on, and that of a signal as a shell does', async () => {
  expect(await runToEnd(node, ['-e', 'process.exit(7)'], options)).toBe(7);
  expect(await runToEnd(node, ['-e', 'process.kill(process.pid, "SIGKILL")'], options)).toBe(137);
});

test('A step that fails ends the set-up with its exit code', async () => {
  await expect(runStep('Failing', [node, '-e', 'process.exit(3)'], options)).rejects.toMatchObject({
    exitCode: 3,
    message: 'Failing: failed with exit code 3',
  });
});

test('A command that does not exist is named', async () => {
  await expect(runToEnd('no-such-command', [], options)).rejects.toThrow('Cannot run no-such-command');
});

const parent = `
  import { runToEnd } from ${JSON.stringify(new URL('./process.mjs', import.meta.url).href)};
  const child = "process.on('SIGTERM', () => { console.log('child stopped'); process.exit(5); }); console.log('child ready'); setInterval(() => {}, 1000);";
  process.exitCode = await runToEnd(process.execPath, ['-e', child], { cwd: '.', env: process.env });
`;

test('A signal reaches the command, and its exit code comes back', async () => {
  const running = spawn(node, ['--input-type=module', '-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (text.includes('ready')) running.kill('SIGTERM');
  });

  const [exitCode] = await once(running, 'close');

  expect({ exitCode, output }).toEqual({ exitCode: 5, output: 'child ready\nchild stopped\n' });
});

test('When npm and the shell before us are killed, the command is stopped', async () => {
  // A shell in between, as npm starts one; it is killed outright and passes nothing on.
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; exit $?', node, parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: 'start' },
  });
  let output = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (text.includes('ready')) shell.kill('SIGKILL');
  });

  await once(shell.stdout, 'close');

  expect(output).toBe('child ready\nchild stopped\n');
});
