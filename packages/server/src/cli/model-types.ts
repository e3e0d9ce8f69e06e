import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import { loadPlugins } from '../config/load-plugins.ts';
import { openDatabase } from '../database/orm.ts';
import { ModelCatalog } from '../modules/models/model-catalog.ts';
import { declarePackages, type PackageDeclarations } from '../modules/models/types/declare-packages.ts';
import { loadPackageExports } from '../modules/models/types/package-exports.ts';
import { modelPackagesOf } from '../runtime/bundle/runtime-packages.ts';
import type { CommonOptions } from './database-access.ts';
import { connectToServer } from './server-connection.ts';

const header = `// Types of the models of a Jobwright platform. Written by "jobwright types", which writes it anew: do not edit it.
// What is "unknown" is there, but only the package itself knows its type.
`;

export interface ModelTypesOptions extends CommonOptions {
  /** Address of a server. @defaultValue none: the plugins of the configuration are asked */
  readonly url?: string;
}

/** The declarations of a server elsewhere, or of the configured plugins: these need neither a server nor a database. */
export async function readModelTypes(options: ModelTypesOptions): Promise<readonly PackageDeclarations[]> {
  if (options.url !== undefined) {
    await using connection = await connectToServer(options);
    const answer = await connection.client.get<{ readonly packages: readonly PackageDeclarations[] }>(
      '/api/extras/models/types/',
    );
    return answer.packages;
  }
  const config = await loadConfig(options.config === undefined ? {} : { file: options.config });
  const loaded = await loadPlugins(config);
  const plugins = loaded.map(({ plugin }) => plugin);
  await using database = await openDatabase({ url: 'postgres://127.0.0.1/none', plugins, checkExists: false });
  const { models } = new ModelCatalog(
    database.orm,
    plugins.flatMap((plugin) => plugin.models),
    [],
  );
  return declarePackages({ orm: database.orm, models, packages: await loadPackageExports(modelPackagesOf(loaded)) });
}

/** Text of the file that holds these declarations. */
export function renderModelTypes(packages: readonly PackageDeclarations[]): string {
  const sorted = packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [header, ...sorted.map(({ declarations }) => declarations)].join('\n');
}

/** Whether a package is installed where the compiler would look for it on behalf of a file. */
export function isInstalledFor(file: string, packageName: string): boolean {
  const name = packageName.split('/', packageName.startsWith('@') ? 2 : 1).join('/');
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true;
    if (dirname(folder) === folder) return false;
  }
}
