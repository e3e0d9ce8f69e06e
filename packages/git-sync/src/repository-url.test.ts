import { expect, test } from 'vitest';
import { resolvePolicy } from './policy.ts';
import { parseRepositoryUrl } from './repository-url.ts';

const policy = resolvePolicy({ allowLoopbackHttp: true });

test.each([
  ['https://git.example.com/team/jobs.git', 'https', 'git.example.com', 'https://git.example.com/team/jobs.git'],
  ['HTTPS://Git.Example.com:8443/a%20b', 'https', 'git.example.com', 'https://git.example.com:8443/a%20b'],
  ['https://[2001:db8::1]/jobs', 'https', '[2001:db8::1]', 'https://[2001:db8::1]/jobs'],
  ['https://git.example.com/../../etc', 'https', 'git.example.com', 'https://git.example.com/etc'],
  [
    'ssh://git@git.example.com:2222/team/jobs.git',
    'ssh',
    'git.example.com',
    'ssh://git@git.example.com:2222/team/jobs.git',
  ],
  ['ssh://git.example.com/~ada/jobs', 'ssh', 'git.example.com', 'ssh://git.example.com/~ada/jobs'],
  ['git@GitHub.com:team/jobs.git', 'ssh', 'github.com', 'git@GitHub.com:team/jobs.git'],
  ['git.example.com:jobs', 'ssh', 'git.example.com', 'git.example.com:jobs'],
  ['git@[2001:db8::1]:jobs', 'ssh', '[2001:db8::1]', 'git@[2001:db8::1]:jobs'],
  ['http://127.0.0.1:8080/jobs', 'http', '127.0.0.1', 'http://127.0.0.1:8080/jobs'],
  ['http://[::1]/jobs', 'http', '[::1]', 'http://[::1]/jobs'],
  ['http://localhost/jobs', 'http', 'localhost', 'http://localhost/jobs'],
])('%s is allowed', async (...[text, protocol, host, forGit]) => {
  expect(await parseRepositoryUrl(text, policy)).toEqual({ protocol, host, text: forGit });
});

test('a list of hosts lets in those that it names, and with "*." those below', async () => {
  const listed = resolvePolicy({ hosts: ['Git.Example.com', '*.example.org'] });
  const allowed = async (url: string): Promise<boolean> =>
    parseRepositoryUrl(url, listed).then(
      () => true,
      () => false,
    );

  expect(await allowed('https://git.example.com/a')).toBe(true);
  expect(await allowed('git@GIT.example.com:a')).toBe(true);
  expect(await allowed('https://a.b.example.org/a')).toBe(true);
  expect(await allowed('https://other.example.com/a')).toBe(false);
  expect(await allowed('https://git.example.com.evil.test/a')).toBe(false);
});
