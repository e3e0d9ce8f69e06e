import type { Metafile } from 'esbuild';

/**
 * The shortest chain of imports from the entry to an input that `matches`, as names of inputs in the metafile, both ends
 * included. Undefined when no such input was bundled.
 */
export function findImportChain(
  metafile: Metafile,
  matches: (input: string) => boolean,
): readonly string[] | undefined {
  const [entry] = Object.values(metafile.outputs).flatMap((output) => output.entryPoint ?? []);
  if (entry === undefined) return undefined;
  const importerOf = new Map<string, string | undefined>([[entry, undefined]]);
  for (const input of importerOf.keys()) {
    if (matches(input)) return chainTo(input, importerOf);
    for (const { path } of metafile.inputs[input]?.imports ?? []) {
      if (!importerOf.has(path)) importerOf.set(path, input);
    }
  }
  return undefined;
}

function chainTo(input: string, importerOf: ReadonlyMap<string, string | undefined>): readonly string[] {
  const chain = [input];
  for (let importer = importerOf.get(input); importer !== undefined; importer = importerOf.get(importer)) {
    chain.unshift(importer);
  }
  return chain;
}
