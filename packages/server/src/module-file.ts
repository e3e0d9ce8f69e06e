/**
 * URL of a module of this package that another process starts from: a `.ts` file where the package runs from its sources,
 * a `.js` file where it is built.
 *
 * @param path - relative to the module that asks, without extension: `./slot-main`
 * @param from - `import.meta.url` of that module
 */
export function moduleFile(path: string, from: string): URL {
  return new URL(`${path}${from.endsWith('.ts') ? '.ts' : '.js'}`, from);
}
