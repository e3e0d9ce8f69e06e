import { SecretUnknownError, SecretUnreadableError } from '../../../errors.ts';
import type { OperationTable } from '../../runtime.ts';
import { readArguments, readText } from './operation-table.ts';

const maxNameLength = 100;

/** `secret.read`: one of the secrets that the job may read. @param secrets - by name; null for one that cannot be decrypted */
export function secretOperations(secrets: Readonly<Record<string, string | null>>): OperationTable {
  return {
    'secret.read': (args) => {
      const name = readText(readArguments(args)['name'], 'the name of a secret', maxNameLength);
      if (!Object.hasOwn(secrets, name)) throw new SecretUnknownError(name);
      const value = secrets[name];
      if (typeof value !== 'string') throw new SecretUnreadableError();
      return value;
    },
  };
}
