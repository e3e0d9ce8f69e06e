import { BridgeArgumentError } from '../../../errors/sandbox.ts';
import type { OperationTable } from '../../runtime.ts';
import { readArguments, readText } from './operation-table.ts';

/** A data file of the job's source, as the job asks for it. */
export interface DataFileRequest {
  readonly path: string;
  readonly format: 'json' | 'yaml';
}

const maxPathLength = 1000;

/**
 * `source.load`: a JSON or YAML file below the root of the job's source, as it was when the module was compiled.
 * @param load - finds and parses it, with limits on size, depth and aliases
 */
export function sourceOperations(load: (request: DataFileRequest) => Promise<unknown>): OperationTable {
  return {
    'source.load': (args) => {
      const { path, format } = readArguments(args);
      if (format !== 'json' && format !== 'yaml') throw new BridgeArgumentError('the format has to be json or yaml');
      return load({ path: readText(path, 'the path', maxPathLength), format });
    },
  };
}
