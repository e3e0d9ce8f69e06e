import { describe, expect, test } from 'vitest';
import { EgressPolicy } from './egress-policy.ts';

function policyOf(hosts: readonly string[], networks: readonly string[] = []): EgressPolicy {
  return new EgressPolicy('local/a/B', { jobs: 'local/*', hosts: [...hosts], networks: [...networks] });
}

describe('hosts', () => {
  test.each([
    ['api.example.com', 'https://api.example.com/x?y'],
    ['api.example.com', 'https://API.example.com./'],
    ['API.Example.com', 'https://api.example.com'],
    ['*.example.com', 'https://a.b.example.com'],
    ['api.example.com:8443', 'https://api.example.com:8443'],
    ['https://api.example.com:*', 'https://api.example.com:9'],
    ['http://api.example.com', 'http://api.example.com'],
    ['*', 'https://anything.example'],
    ['http://127.0.0.1:*', 'http://127.0.0.1:8080'],
    ['http://127.0.0.1:*', 'http://0x7f.1:8080'],
    ['http://[::1]:*', 'http://[0:0::1]:81'],
    ['http://localhost:*', 'http://localhost:81'],
  ])('%s allows %s', (pattern, url) => {
    expect(() => policyOf([pattern]).check(new URL(url))).not.toThrow();
  });

  test.each([
    ['api.example.com', 'http://api.example.com'],
    ['api.example.com', 'https://api.example.com:8443'],
    ['api.example.com', 'https://api.example.com.evil.example'],
    ['api.example.com', 'https://evil.example/api.example.com'],
    ['api.example.com', 'https://xapi.example.com'],
    ['*.example.com', 'https://example.com'],
    ['*.example.com', 'https://evilexample.com'],
    ['http://127.0.0.1', 'http://127.0.0.1:81'],
  ])('%s does not allow %s', (pattern, url) => {
    expect(() => policyOf([pattern]).check(new URL(url))).toThrow('may not reach');
  });

  test('the message says what to put into the configuration', () => {
    expect(() => policyOf(['a.example']).check(new URL('http://b.example:81/x'))).toThrow(
      '"local/a/B" may not reach http://b.example:81. The rule for "local/*" does not name it; add it to its hosts: ' +
        'egress: { rules: [{ jobs: "local/*", hosts: ["http://b.example:81"] }] }.',
    );
    expect(() => new EgressPolicy('local/a/B', undefined).check(new URL('https://b.example'))).toThrow(
      '"local/a/B" may not reach https://b.example. No rule of the configuration is about this job; add one: ' +
        'egress: { rules: [{ jobs: "local/a/B", hosts: ["b.example"] }] }.',
    );
  });

  test.each(['ftp://a.example', 'file:///etc/passwd', 'data:text/plain,x', 'javascript:1'])('%s is refused', (url) => {
    expect(() => policyOf(['*']).check(new URL(url))).toThrow('is neither http: nor https:');
  });
});

describe('addresses', () => {
  test.each(['https://127.0.0.1', 'https://2130706433', 'https://[::ffff:10.0.0.1]', 'https://169.254.169.254'])(
    '%s is refused though every host is allowed',
    (url) => {
      expect(() => policyOf(['*']).check(new URL(url))).toThrow('is not public');
    },
  );

  test('of a name that is allowed have to be public too', () => {
    const policy = policyOf(['intra.example.com']);
    const url = new URL('https://intra.example.com');

    expect(() => policy.checkAddress(url, '8.8.8.8')).not.toThrow();
    expect(() => policy.checkAddress(url, '10.20.0.1')).toThrow(
      'intra.example.com has the address 10.20.0.1, which is not public (private). To let "local/a/B" reach it all the same, ' +
        'add its network to the rule in the configuration: ' +
        'egress: { rules: [{ jobs: "local/*", hosts: […], networks: ["10.20.0.1/32"] }] }.',
    );
  });

  test.each([
    ['10.20.0.0/16', '10.20.255.1'],
    ['10.20.0.0/16', '::ffff:10.20.0.1'],
    ['10.20.0.1', '10.20.0.1'],
    ['fd00::/8', 'fd12::1'],
    ['64:ff9b::/96', '64:ff9b::8.8.8.8'],
  ])('in the network %s are open: %s', (network, address) => {
    expect(() => policyOf(['*'], [network]).checkAddress(new URL('https://a.example'), address)).not.toThrow();
  });

  test.each([
    ['10.20.0.0/16', '10.21.0.1'],
    ['64:ff9b::/96', '64:ff9b::10.0.0.1'],
    ['::/0', '10.0.0.1'],
  ])('the network %s does not open %s', (network, address) => {
    expect(() => policyOf(['*'], [network]).checkAddress(new URL('https://a.example'), address)).toThrow('not public');
  });

  test('localhost by its name is this machine, and nothing else', () => {
    const policy = policyOf(['http://localhost:*', '*']);

    expect(() => policy.checkAddress(new URL('http://localhost:81'), '127.0.0.1')).not.toThrow();
    expect(() => policy.checkAddress(new URL('http://localhost:81'), '::1')).not.toThrow();
    expect(() => policy.checkAddress(new URL('http://localhost:81'), '10.0.0.1')).toThrow('not public');
    expect(() => policy.checkAddress(new URL('https://a.example'), '127.0.0.1')).toThrow('not public');
  });
});
