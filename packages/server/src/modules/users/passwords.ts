import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';

const hash = promisify(argon2);

/** Second recommended option of RFC 9106 §4: 64 MB of memory, three passes. */
const cost = { memory: 65_536, passes: 3, parallelism: 4, tagLength: 32 } as const;
const saltLength = 16;

/** Hash of no password, for names that nobody has: checking those must cost as much time as others. */
export const unusableHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$ndrddpWo+236uUQVAppCQg$ETkBgcu8kSqZa99Gg/36bdlupQO/2fxVvKXnLH+YeRU`;

/** Hashes a password with argon2id for storage, as a PHC string that carries its own parameters. Takes some 100 ms. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(saltLength);
  const tag = await derive(password, { nonce, ...cost });
  const parameters = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;
  return `$argon2id$v=19$${parameters}$${encode(nonce)}$${encode(tag)}`;
}

/** Whether the password is the one that was hashed. False for a hash that cannot be read. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored);
  if (!match) return false;
  const [, memory, passes, parallelism, nonce = '', tag = ''] = match;
  const expected = Buffer.from(tag, 'base64');
  const actual = await derive(password, {
    nonce: Buffer.from(nonce, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

function derive(password: string, parameters: Omit<Argon2Parameters, 'message'>): Promise<Buffer> {
  return hash('argon2id', { message: password.normalize('NFC'), ...parameters });
}

/** Base64 without padding, as PHC strings want it. */
function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
