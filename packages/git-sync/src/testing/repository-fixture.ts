import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { git } from './git-process.ts';

/** One entry of a tree that is made by hand, with whatever name and mode. */
export interface HandMadeEntry {
  readonly mode: string;
  readonly name: string | Buffer;
  readonly id: string;
}

/** Options of {@link createRepositoryFixture}. */
export interface RepositoryFixtureOptions {
  /** Default: `sha1`. */
  readonly objectFormat?: 'sha1' | 'sha256';
  /** Whether the repository gives out commits without their files, as the large hosts do. Default: true. */
  readonly allowsFilter?: boolean;
}

/** A real repository for tests, made step by step. */
export class RepositoryFixture {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** The `file:` URL. */
  get url(): string {
    return pathToFileURL(this.directory).href;
  }

  /** Runs any git command in the repository and returns its output without the last line break. */
  async git(...args: string[]): Promise<string> {
    return (await git(args, { cwd: this.directory })).trimEnd();
  }

  /** Writes files, commits them with everything else that has changed, and returns the commit id. `undefined` removes a file. */
  async commit(message: string, files: Readonly<Record<string, string | Buffer | undefined>> = {}): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      const target = join(this.directory, path);
      if (content === undefined) {
        await rm(target, { recursive: true });
      } else {
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
      }
    }
    await this.git('add', '--all', '--force');
    await this.git('commit', '--quiet', '--allow-empty', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Stores a file's content and returns its object id. */
  async writeBlob(content: string | Buffer): Promise<string> {
    return this.#writeObject('blob', content);
  }

  /** Stores a tree exactly as it is given: names and modes that git itself would refuse. */
  async writeTree(entries: readonly HandMadeEntry[]): Promise<string> {
    const parts = entries.flatMap(({ mode, name, id }) => [
      Buffer.from(`${mode} `),
      Buffer.from(name),
      Buffer.from([0]),
      Buffer.from(id, 'hex'),
    ]);
    return this.#writeObject('tree', Buffer.concat(parts));
  }

  /** Makes a commit of a tree and puts a branch on it. */
  async commitTree(tree: string, branch = 'main'): Promise<string> {
    const text = `tree ${tree}\nauthor Ada Example <ada@example.com> 1767323045 +0000\ncommitter Ada Example <ada@example.com> 1767323045 +0000\n\nmade by hand\n`;
    return this.writeCommit(text, branch);
  }

  /** Stores a commit exactly as it is given, whether git could read it or not, and puts a branch on it. */
  async writeCommit(text: string, branch = 'main'): Promise<string> {
    const commit = await this.#writeObject('commit', text);
    // `update-ref` would look at the commit.
    await mkdir(join(this.directory, '.git', 'refs', 'heads'), { recursive: true });
    await writeFile(join(this.directory, '.git', 'refs', 'heads', branch), `${commit}\n`);
    return commit;
  }

  async #writeObject(type: string, content: string | Buffer): Promise<string> {
    const args = ['hash-object', '-t', type, '-w', '--stdin', '--literally'];
    return (await git(args, { cwd: this.directory, input: content })).trimEnd();
  }
}

/** Makes an empty repository with the branch `main`. */
export async function createRepositoryFixture(
  directory: string,
  options: RepositoryFixtureOptions = {},
): Promise<RepositoryFixture> {
  await mkdir(directory, { recursive: true });
  const fixture = new RepositoryFixture(directory);
  await fixture.git('init', '--quiet', '--initial-branch=main', `--object-format=${options.objectFormat ?? 'sha1'}`);
  await fixture.git('config', 'uploadpack.allowFilter', String(options.allowsFilter ?? true));
  return fixture;
}
