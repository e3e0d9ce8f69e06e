import { dirname, join, relative } from 'node:path/posix';
import { listPackages, type WorkspacePackage } from './packages.ts';
import { isSource, type Repository, type Rule } from './repository.ts';

/** Which of our packages a package may use at run time. */
const allowedDependencies: Readonly<Record<string, readonly string[]>> = {
  '@jobwright/sdk': [],
  '@jobwright/git-sync': [],
  '@jobwright/inventory': ['@jobwright/sdk'],
  '@jobwright/plugin-example': ['@jobwright/sdk', '@jobwright/inventory'],
  '@jobwright/server': ['@jobwright/sdk', '@jobwright/git-sync', '@jobwright/web'],
  '@jobwright/testing': ['@jobwright/sdk', '@jobwright/server'],
  '@jobwright/web': [],
  'create-jobwright': [],
  '@jobwright/example-jobs': ['@jobwright/sdk', '@jobwright/inventory'],
};
/** What the code that is bundled into isolates may import. */
const sandboxFolder = 'packages/server/src/runtime/sandbox/';
const sandboxPackages = new Set([
  '@jobwright/sdk',
  '@jobwright/sdk/internal',
  '@jobwright/sdk/internal/entities',
  '@mikro-orm/core',
]);
const sandboxNeighbours = new Set([
  'packages/server/src/runtime/protocol.ts',
  'packages/server/src/runtime/data-protocol.ts',
]);

export const dependencyRules: readonly Rule[] = [
  {
    name: 'package-direction',
    check: (repository) =>
      listPackages(repository).flatMap(({ folder, manifest }) => {
        const allowed = allowedDependencies[manifest.name];
        if (allowed === undefined) return [];
        const used = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@jobwright/'));
        return used
          .filter((name) => !allowed.includes(name))
          .map(
            (name) =>
              `${folder}/package.json: ${manifest.name} must not depend on ${name}. Dependencies point one way.`,
          );
      }),
  },
  {
    name: 'shared-versions',
    check: (repository) => sharedVersionProblems(listPackages(repository)),
  },
  {
    name: 'no-deep-imports',
    check: (repository) =>
      allImports(repository).flatMap(({ place, file, specifier }) => {
        if (/^@jobwright\/[^/]+\/(?:src|dist)(?:\/|$)/.test(specifier)) {
          return [`${place}: import "${specifier}" by an entry of its package.json.`];
        }
        return specifier.startsWith('.') && leavesPackage(file, specifier)
          ? [`${place}: "${specifier}" leads into another package. Import that by its name.`]
          : [];
      }),
  },
  {
    name: 'sandbox-imports',
    check: (repository) =>
      allImports(repository)
        .filter(({ file }) => file.startsWith(sandboxFolder) && !file.endsWith('.test.ts'))
        .filter(({ file, specifier }) => !isAllowedInSandbox(file, specifier))
        .map(({ place, specifier }) => `${place}: "${specifier}" is not available in isolates.`),
  },
];

interface Import {
  readonly file: string;
  readonly place: string;
  readonly specifier: string;
}

function allImports({ files, read }: Repository): readonly Import[] {
  const statement = /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;
  return files
    .filter((file) => isSource(file) && !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const text = read(file);
      return [...text.matchAll(statement)].map((match) => ({
        file,
        place: `${file}:${text.slice(0, match.index).split('\n').length}`,
        specifier: match[1] ?? match[2] ?? match[3] ?? '',
      }));
    });
}

function leavesPackage(file: string, specifier: string): boolean {
  const home = /^(?:packages|examples)\/[^/]+/.exec(file)?.[0];
  if (home === undefined) return false;
  return relative(home, join(dirname(file), specifier)).startsWith('..');
}

function isAllowedInSandbox(file: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) return sandboxPackages.has(specifier);
  const target = join(dirname(file), specifier);
  return target.startsWith(sandboxFolder) || sandboxNeighbours.has(target);
}

/** A library that several packages use is in the catalog of the workspace; our own packages come from the workspace. */
function sharedVersionProblems(packages: readonly WorkspacePackage[]): readonly string[] {
  const ranges = new Map<string, Map<string, string>>();
  for (const { folder, manifest } of packages) {
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      ranges.set(name, (ranges.get(name) ?? new Map<string, string>()).set(folder, range));
    }
  }
  return [...ranges].flatMap(([name, byFolder]) => {
    const own = name.startsWith('@jobwright/');
    return [...byFolder]
      .filter(([, range]) => (own ? !range.startsWith('workspace:') : byFolder.size > 1 && range !== 'catalog:'))
      .map(
        ([folder, range]) =>
          `${folder}/package.json: "${name}": "${range}" should be "${own ? 'workspace:' : 'catalog:'}", as it is shared.`,
      );
  });
}
