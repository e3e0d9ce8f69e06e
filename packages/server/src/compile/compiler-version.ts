import { createRequire } from 'node:module';

/** Changes when the same sources may give another bundle. Raise the first part when options of the compiler change. */
const optionsVersion = 1;

/** Name of the compiler's behaviour, to be part of digests of what it made. */
export function compilerVersion(): string {
  const { version } = createRequire(import.meta.url)('esbuild/package.json') as { version: string };
  return `${optionsVersion}+esbuild-${version}`;
}
