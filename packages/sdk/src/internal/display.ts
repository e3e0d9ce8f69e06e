import { ModelDefinitionError } from '../errors.ts';
import { toText } from './to-text.ts';

/** A display template in pieces: fixed text, and paths of properties. */
export type DisplayPart = { readonly text: string } | { readonly path: readonly string[] };

const PATH = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;

/** Takes `'{manufacturer.name} {model}'` apart; throws {@link ModelDefinitionError} when it is malformed. */
export function parseDisplay(template: string): readonly DisplayPart[] {
  const parts: DisplayPart[] = [];
  for (const piece of template.split(/(\{[^{}]*\})/)) {
    if (piece === '') continue;
    if (!piece.startsWith('{') || !piece.endsWith('}')) {
      if (/[{}]/.test(piece)) throw malformed(template);
      parts.push({ text: piece });
      continue;
    }
    const path = piece.slice(1, -1);
    if (!PATH.test(path)) throw malformed(template);
    parts.push({ path: path.split('.') });
  }
  if (!parts.some((part) => 'path' in part)) throw malformed(template);
  return parts;
}

/** Paths of a template, each once. */
export function displayPaths(parts: readonly DisplayPart[]): readonly string[] {
  return [...new Set(parts.flatMap((part) => ('path' in part ? [part.path.join('.')] : [])))];
}

/**
 * The line that shows an object. Empty values leave nothing, and relations that are not loaded are empty; an object
 * whose line would be empty is shown by its id.
 */
export function renderDisplay(parts: readonly DisplayPart[], entity: object): string {
  const line = parts.map((part) => ('text' in part ? part.text : readPath(entity, part.path))).join('');
  return line.trim() || toText((entity as { readonly id?: unknown }).id);
}

function readPath(entity: object, path: readonly string[]): string {
  let value: unknown = entity;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return '';
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return toText(value);
}

function malformed(template: string): ModelDefinitionError {
  return new ModelDefinitionError(
    `The display template ${JSON.stringify(template)} is malformed: write paths of properties in braces, '{site.name} {name}'.`,
  );
}
