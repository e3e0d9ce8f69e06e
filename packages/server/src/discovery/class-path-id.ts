import { createHash } from 'node:crypto';

/** Namespace of our name-based UUIDs, made once at random. It must never change: ids of jobs follow from it. */
const namespace = Buffer.from('5f6ff6b1d4a34f0c9e0a6b7f6a1c2d3e', 'hex');

/**
 * Id of a job by its path: the same over all versions of its code, on every machine and in every database.
 * A name-based UUID, version 5: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
 */
export function jobIdOf(classPath: string): string {
  const bytes = createHash('sha1').update(namespace).update(classPath).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
