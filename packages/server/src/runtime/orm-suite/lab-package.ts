import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelPackage } from '../bundle/runtime-packages.ts';

/** Name under which jobs import the suite's models. */
export const labPackageName = '@jobwright-lab/models';

/** Makes a package of the suite's models, installed in a temporary folder. The caller removes `resolveFrom`. */
export function createLabPackage(): ModelPackage {
  const folder = mkdtempSync(join(tmpdir(), 'jobwright-lab-'));
  const packageFolder = join(folder, 'node_modules', labPackageName);
  const models = join(dirname(fileURLToPath(import.meta.url)), 'models.ts');
  mkdirSync(packageFolder, { recursive: true });
  writeFileSync(
    join(packageFolder, 'package.json'),
    JSON.stringify({ name: labPackageName, version: '1.0.0', type: 'module', exports: './index.js' }),
  );
  writeFileSync(join(packageFolder, 'index.js'), `export * from ${JSON.stringify(models)};\n`);
  return { name: labPackageName, resolveFrom: folder };
}
