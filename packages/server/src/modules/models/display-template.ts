import { displayPaths, parseDisplay as parseParts, renderDisplay } from '@jobwright/sdk/internal';

/** A parsed `display` of a model: `'{manufacturer.name} {model}'`. */
export interface DisplayTemplate {
  /** Property paths in it, each once, in order. */
  readonly paths: readonly string[];
  /** Relations that must be loaded before it can be rendered: `manufacturer`. */
  readonly relations: readonly string[];
  render(entity: object): string;
}

/** Reads a template: text with property paths in braces. Paths may cross to-one relations. */
export function parseDisplay(template: string): DisplayTemplate {
  const parts = parseParts(template);
  const paths = displayPaths(parts);
  return {
    paths,
    relations: [
      ...new Set(paths.flatMap((path) => (path.includes('.') ? [path.slice(0, path.lastIndexOf('.'))] : []))),
    ],
    render: (entity) => renderDisplay(parts, entity),
  };
}
