import { RunFileUnknownError } from '../../../errors/sandbox.ts';
import type { OperationTable } from '../../runtime.ts';
import { readArguments, readText, readWholeNumber } from './operation-table.ts';

/** What a job learns of an upload before it reads it. */
export interface RunFileInfo {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
}

/** Reads the uploads of one run, and of no other. */
export interface RunFileReader {
  /** Undefined when the run has no such file. */
  describe(id: string): Promise<RunFileInfo | undefined>;
  /** Up to `length` bytes from `offset`; fewer at the end of the file only. */
  read(id: string, range: { readonly offset: number; readonly length: number }): Promise<Uint8Array>;
}

/** Bytes of one answer. */
const maxChunkBytes = 1024 * 1024;
const maxIdLength = 100;

/** `file.open` and `file.read`: uploads of the run, piece by piece, in Base64. */
export function fileOperations(reader: RunFileReader): OperationTable {
  const known = new Map<string, Promise<RunFileInfo | undefined>>();
  const open = async (args: unknown): Promise<{ readonly id: string; readonly info: RunFileInfo }> => {
    const id = readText(readArguments(args).id, 'the id of a file', maxIdLength);
    const described = known.get(id) ?? reader.describe(id);
    const info = await described;
    if (info === undefined) throw new RunFileUnknownError();
    known.set(id, described);
    return { id, info };
  };
  return {
    'file.open': async (args) => {
      const { name, size, contentType } = (await open(args)).info;
      return { name, size, contentType };
    },
    'file.read': async (args) => {
      const { offset, length } = readArguments(args);
      const range = {
        offset: readWholeNumber(offset, 'the offset', Number.MAX_SAFE_INTEGER),
        length: readWholeNumber(length, 'the length', maxChunkBytes),
      };
      const { id } = await open(args);
      const bytes = await reader.read(id, range);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    },
  };
}
