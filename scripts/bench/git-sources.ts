import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepositoryFixture, type RepositoryFixture } from '@jobwright/git-sync/testing';

/** Modules of each repository. */
export const modulesEach = 20;

/** Makes repositories of some modules each. */
export async function makeRepositories(root: string, count: number): Promise<RepositoryFixture[]> {
  const first = await createRepositoryFixture(join(root, 'r0'));
  await first.commit(
    'Add the modules',
    Object.fromEntries(Array.from({ length: modulesEach }, (_, index) => [`module_${index}.ts`, moduleText(index, 0)])),
  );
  const others = Array.from({ length: count - 1 }, async (_, index) => {
    const directory = join(root, `r${index + 1}`);
    await cp(first.directory, directory, { recursive: true });
    return createRepositoryFixture(directory);
  });
  return [first, ...(await Promise.all(others))];
}

export async function changeOneModule(source: RepositoryFixture): Promise<void> {
  await source.commit('Change a module', { 'module_7.ts': moduleText(7, 1) });
}

/** Some 3 KB, as jobs have it. */
function moduleText(index: number, version: number): string {
  const lines = Array.from(
    { length: 40 },
    (_, line) => `    this.logInfo('step ${line} of job ${index} in version ${version}');`,
  );
  return `import { Job } from '@jobwright/sdk';\n\nexport class Job${index} extends Job {\n  override async run() {\n${lines.join('\n')}\n  }\n}\n`;
}
