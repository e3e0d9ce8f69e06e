import { GitUnusableError } from '../errors.ts';
import { type GitContext, runGit } from './run-git.ts';

/** The first version with `safe.bareRepository`. */
const MINIMUM = [2, 38] as const;

/**
 * Makes sure that a git is there that knows all the settings that protect us.
 *
 * @throws {@link GitUnusableError}
 */
export async function assertUsableGit(context: GitContext): Promise<void> {
  const output = await runGit(context, { args: ['version'] });
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(output.toString('utf8'))?.map(Number) ?? [];
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
    throw new GitUnusableError(`git ${major}.${minor} is too old. Install git ${MINIMUM.join('.')} or newer.`);
  }
}
