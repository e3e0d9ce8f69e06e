import type { Repository, Rule } from './repository.ts';

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly license?: string;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Folder from the root: `packages/sdk`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export function listPackages({ files, read }: Repository): readonly WorkspacePackage[] {
  return files
    .filter((file) => /^(?:packages|examples)\/[^/]+\/package\.json$|^docs\/package\.json$/.test(file))
    .map((file) => ({ folder: file.replace(/\/package\.json$/, ''), manifest: JSON.parse(read(file)) as Manifest }));
}

const publicPackages = (repository: Repository) =>
  listPackages(repository).filter(({ manifest }) => manifest.private !== true);

export const packageRules: readonly Rule[] = [
  {
    name: 'package-files',
    check: (repository) =>
      publicPackages(repository).flatMap(({ folder }) =>
        ['README.md', 'LICENSE']
          .filter((name) => !repository.files.includes(`${folder}/${name}`))
          .map((name) => `${folder}: has no ${name}. Published packages carry their own.`),
      ),
  },
  {
    name: 'package-manifest',
    check: (repository) =>
      publicPackages(repository).flatMap(({ folder, manifest }) => {
        const missing = (['description', 'license', 'files', 'exports', 'engines'] as const).filter(
          (key) => manifest[key] === undefined,
        );
        return missing.map((key) => `${folder}/package.json: has no "${key}".`);
      }),
  },
  {
    name: 'package-exports',
    check: (repository) =>
      publicPackages(repository).flatMap(({ folder, manifest }) =>
        Object.entries(manifest.exports ?? {}).flatMap(([name, target]) =>
          exportProblems(repository, { folder, name, target }),
        ),
      ),
  },
  {
    name: 'one-version',
    check: (repository) => {
      const versions = new Set(publicPackages(repository).map(({ manifest }) => manifest.version));
      return versions.size > 1
        ? [`packages/*/package.json: several versions (${[...versions].join(', ')}). All packages share one.`]
        : [];
    },
  },
];

interface Export {
  readonly folder: string;
  readonly name: string;
  readonly target: string | Readonly<Record<string, string>>;
}

/** Entries are ordered so that the first condition that applies wins: source, types, default. */
function exportProblems(repository: Repository, { folder, name, target }: Export): readonly string[] {
  if (typeof target === 'string') return [];
  const place = `${folder}/package.json: the export "${name}"`;
  const order = Object.keys(target).join(', ');
  if (order !== '@jobwright/source, types, default') {
    return [`${place} has the conditions ${order}, not @jobwright/source, types, default.`];
  }
  const source = `${folder}/${(target['@jobwright/source'] ?? '').replace('./', '')}`;
  return repository.files.includes(source) ? [] : [`${place} names ${source}, which does not exist.`];
}
