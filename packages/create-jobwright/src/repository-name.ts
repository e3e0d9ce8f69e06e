import { NameInvalidError } from './errors.ts';

const maxLength = 214;
/** npm refuses these, although they look like names. */
const reserved = new Set(['node_modules', 'favicon.ico']);

/**
 * Holds the name of a repository to the rules for names of npm packages, as it will be one.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#name
 * @throws {@link NameInvalidError} when it is no such name; the message suggests one
 */
export function assertRepositoryName(name: string): void {
  if (isRepositoryName(name)) return;
  throw new NameInvalidError(
    `The folder cannot be called "${name}", as its name is also that of an npm package: ${maxLength} lower-case letters, ` +
      `digits, "-", "_" and "." at most, with a letter or digit first. How about "${suggestName(name)}"?`,
  );
}

function isRepositoryName(name: string): boolean {
  return name.length <= maxLength && /^[a-z\d][a-z\d._-]*$/.test(name) && !reserved.has(name);
}

function suggestName(name: string): string {
  const suggestion = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z\d._-]+/g, '-')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
    .slice(0, maxLength);
  return isRepositoryName(suggestion) ? suggestion : 'my-jobs';
}
