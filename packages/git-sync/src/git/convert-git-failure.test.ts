import { expect, test } from 'vitest';
import { GitCommandFailure } from './command-failure.ts';
import { convertGitFailure } from './convert-git-failure.ts';

const convert = (stderr: string, exitCode: number | null = 128) =>
  convertGitFailure(new GitCommandFailure({ command: 'fetch', exitCode, stderr }, undefined), {
    secrets: ['hunter2'],
    storeDirectory: '/data/git',
  });

// What git, curl and ssh really write, collected from runs of each.
test.each([
  [
    "remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://example.com/a/'",
    'AUTHENTICATION_FAILED',
  ],
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'AUTHENTICATION_FAILED'],
  [
    'git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'AUTHENTICATION_FAILED',
  ],
  ["fatal: unable to access 'https://example.com/': The requested URL returned error: 403", 'AUTHENTICATION_FAILED'],
  ['Load key "/data/git/key": invalid format\ngit@github.com: Permission denied (publickey).', 'AUTHENTICATION_FAILED'],
  [
    'No ED25519 host key is known for github.com and you have requested strict checking.\r\nHost key verification failed.',
    'HOST_KEY_REFUSED',
  ],
  ['@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@@', 'HOST_KEY_REFUSED'],
  ["fatal: unable to access 'https://e/': SSL certificate problem: self-signed certificate", 'CERTIFICATE_REFUSED'],
  ["fatal: unable to access 'https://e/': server certificate verification failed. CAfile: none", 'CERTIFICATE_REFUSED'],
  ["fatal: unable to access 'https://e/': The requested URL returned error: 301", 'REDIRECTED'],
  ["fatal: unable to access 'https://e/': Could not resolve host: e", 'UNREACHABLE'],
  [
    'ssh: Could not resolve hostname e: Name or service not known\nfatal: Could not read from remote repository.',
    'UNREACHABLE',
  ],
  ['ssh: connect to host e port 22: Connection refused\nfatal: Could not read from remote repository.', 'UNREACHABLE'],
  ["fatal: unable to access 'https://e/': The requested URL returned error: 503", 'UNREACHABLE'],
  ['error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: early EOF', 'UNREACHABLE'],
  ['ssh: connect to host e port 22: Connection timed out\nfatal: Could not read from remote repository.', 'TIMEOUT'],
  [
    'error: RPC failed; curl 28 Operation too slow. Less than 1000 bytes/sec transferred the last 20 seconds',
    'TIMEOUT',
  ],
  ["remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found", 'REPOSITORY_NOT_FOUND'],
  ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'REPOSITORY_NOT_FOUND'],
  ["fatal: '/a' does not appear to be a git repository", 'REPOSITORY_NOT_FOUND'],
  ['fatal: https://e/info/refs not valid: is this a git repository?', 'REPOSITORY_NOT_FOUND'],
  ['fatal: remote error: upload-pack: not our ref 1111', 'COMMIT_NOT_FOUND'],
  ['fatal: dumb http transport does not support shallow capabilities', 'SERVER_UNSUPPORTED'],
  ['fatal: Server does not support shallow requests', 'SERVER_UNSUPPORTED'],
  [
    'error: inflate: data stream error (incorrect data check)\nfatal: pack has bad object at offset 12',
    'CORRUPT_OBJECTS',
  ],
  ['fatal: attempting to allocate 400000000 over limit 67108864', 'LIMIT_EXCEEDED'],
  ['remote: fatal: Out of memory, malloc failed', 'LIMIT_EXCEEDED'],
  ['error: file write error: No space left on device\nfatal: index-pack failed', 'STORE_FAILED'],
  ["fatal: Unable to create '/data/git/x/shallow.lock': File exists.", 'STORE_FAILED'],
  [
    "fatal: detected dubious ownership in repository at '/a/.git'\nfatal: Could not read from remote repository.",
    'URL_NOT_ALLOWED',
  ],
  ["fatal: transport 'ext' not allowed", 'URL_NOT_ALLOWED'],
  ['something that nobody has seen before', 'FAILED'],
])('%j is known', (stderr, code) => {
  expect(convert(stderr).code).toBe(`JOBWRIGHT_GIT_${code}`);
});

test('the word of the remote counts only when git says nothing that is known', () => {
  expect(convert('remote: Host key verification failed.\nfatal: repository not found').code).toBe(
    'JOBWRIGHT_GIT_REPOSITORY_NOT_FOUND',
  );
});

test('a message holds the line that says most, without secrets, folders and control characters', () => {
  const { message } = convert(
    'warning: x\nremote: hello\nfatal: cannot\u0007 use hunter2 in /data/git/repositories/1\nhint: y',
  );

  expect(message).toBe('git fetch ended with exit code 128: fatal: cannot\ufffd use *** in <store>/repositories/1');
});

test('a git that was ended by a signal says so', () => {
  expect(convert('', null).message).toBe('git fetch was ended by a signal');
});
