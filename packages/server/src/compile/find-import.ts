import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { Place } from './excerpt.ts';

/** What an import leads to: a file, or something that has only a name. */
export interface ImportTarget {
  readonly file: string | undefined;
  readonly specifier: string;
}

/** Where a file imports a target. Undefined when no import statement shows it, as with `require`. */
export function findImportOf(importer: string, { file, specifier }: ImportTarget): Place | undefined {
  const text = readFileSync(importer, 'utf8');
  const { staticImports, staticExports } = parseSync(importer, text, { sourceType: 'module' }).module;
  const requests = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest ?? [])),
  ];
  const found = requests.find(({ value }) =>
    file === undefined ? value === specifier : leadsTo(value, importer, file),
  );
  return found === undefined ? undefined : placeAt(text, found.start);
}

/** Near enough for pointing at a line: same path but for the extension, or a package whose folder the file is in. */
function leadsTo(specifier: string, importer: string, file: string): boolean {
  if (!specifier.startsWith('.')) return file.includes(`/node_modules/${packageName(specifier)}/`);
  const withoutExtension = (path: string) => path.replace(/(?:\/index)?\.[cm]?[jt]s$/, '');
  return withoutExtension(resolve(dirname(importer), specifier)) === withoutExtension(file);
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Offsets of the parser count UTF-16 code units. */
function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
