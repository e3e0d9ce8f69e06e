import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { SecretKeyMissingError, SecretUnreadableError } from '../../errors.ts';

const algorithm = 'aes-256-gcm';
const version = 1;
const keyBytes = 32;
const keyIdBytes = 4;
const ivBytes = 12;
const tagBytes = 16;

interface Key {
  /** First bytes of the key's SHA-256: tells which key a value was sealed with. */
  readonly id: Buffer;
  readonly bytes: Buffer;
}

/**
 * Encrypts secrets for the database: AES-256-GCM with a random nonce for each, bound to the secret that they belong to.
 *
 * Sealed form: version (1 byte), id of the key (4), nonce (12), tag (16), ciphertext.
 */
export class SecretBox {
  readonly #keys: readonly Key[];

  /** @param keys - the first seals; the others still open what they sealed before */
  constructor(keys: readonly Uint8Array[]) {
    this.#keys = keys.map((bytes) => ({
      id: createHash('sha256').update(bytes).digest().subarray(0, keyIdBytes),
      bytes: Buffer.from(bytes),
    }));
  }

  /** @throws {@link SecretKeyMissingError} when there is no key */
  seal(value: string, owner: string): Buffer {
    const key = this.#keys[0];
    if (!key) throw new SecretKeyMissingError();
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, key.bytes, iv).setAAD(Buffer.from(owner));
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(version), key.id, iv, cipher.getAuthTag(), text]);
  }

  /** Whether the first key sealed it: the others are not needed for it. */
  isCurrent(sealed: Uint8Array): boolean {
    return sealed[0] === version && this.#keys[0]?.id.equals(sealed.subarray(1, 1 + keyIdBytes)) === true;
  }

  /**
   * @param owner - what was given to {@link SecretBox.seal}
   * @throws {@link SecretUnreadableError} when none of the keys sealed it, or it was tampered with
   */
  open(sealed: Uint8Array, owner: string): string {
    const bytes = Buffer.from(sealed);
    const [idEnd, ivEnd, tagEnd] = [1 + keyIdBytes, 1 + keyIdBytes + ivBytes, 1 + keyIdBytes + ivBytes + tagBytes];
    const key = this.#keys.find(({ id }) => id.equals(bytes.subarray(1, idEnd)));
    if (bytes[0] !== version || !key) throw new SecretUnreadableError();
    try {
      const decipher = createDecipheriv(algorithm, key.bytes, bytes.subarray(idEnd, ivEnd))
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(ivEnd, tagEnd));
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SecretUnreadableError({ cause: error });
    }
  }
}

/** Keys as the environment gives them: Base64 of 32 bytes each, with commas between them. */
export const secretKeyPattern = '^[A-Za-z0-9+/]{43}=(,[A-Za-z0-9+/]{43}=)*$';

export function createSecretBox(secretKeys: string | undefined): SecretBox {
  const keys = (secretKeys ?? '').split(',').filter((text) => text !== '');
  return new SecretBox(keys.map((text) => Buffer.from(text, 'base64').subarray(0, keyBytes)));
}
