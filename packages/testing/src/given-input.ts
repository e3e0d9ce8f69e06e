import { IPAddress, IPNetwork } from '@jobwright/sdk';
import type { BenchFile, BenchUser } from '@jobwright/server/testing';
import type { TestFile, TestUser } from './run-options.ts';

/** Values as JSON would carry them. */
export function toWireData(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => (value === undefined ? [] : [[name, toWire(value)]])),
  );
}

function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => toWire(item));
  if (value instanceof IPAddress || value instanceof IPNetwork) return value.toString();
  // An entity stands for its id.
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string') return value.id;
  return value;
}

/** Files with everything that an upload has. */
export function toBenchFiles(
  files: Readonly<Record<string, TestFile | undefined>>,
): Readonly<Record<string, BenchFile>> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([variable, file]) =>
      file === undefined ? [] : [[variable, toFile(variable, file)]],
    ),
  );
}

function toFile(variable: string, file: TestFile): BenchFile {
  const given = typeof file === 'string' || file instanceof Uint8Array ? { content: file } : file;
  const { content, name = variable, contentType = 'application/octet-stream' } = given;
  return { name, contentType, content: typeof content === 'string' ? new TextEncoder().encode(content) : content };
}

/** The user of a run with everything that a user has. */
export function toBenchUser(user: TestUser = { username: 'tester' }): BenchUser {
  const { username, email = '', permissions = [], isSuperuser = user.permissions === undefined } = user;
  return { username, email, permissions, isSuperuser };
}
