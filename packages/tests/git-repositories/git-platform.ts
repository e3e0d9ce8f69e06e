import { join } from 'node:path';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { createTestFolder, type TestFolder } from '@jobwright/git-sync/testing';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { Platform, type Answer, type JobResult } from '../support/platform.ts';

export interface Repository {
  readonly id: string;
  readonly slug: string;
  readonly current_commit: string | null;
  readonly last_problem: { readonly code: string; readonly message: string } | null;
  readonly last_result: { readonly id: string } | null;
}

export interface Module {
  readonly module_path: string;
  readonly installed: boolean;
  readonly git_commit: string | null;
  readonly error: { readonly code: string; readonly file?: string; readonly line?: number } | null;
}

export interface GitPlatformOptions {
  /** Folder with the configuration. @defaultValue that of this file */
  readonly folder?: URL;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a repository is added with. */
export interface NewRepository {
  readonly name: string;
  readonly remote_url: string;
  readonly [key: string]: unknown;
}

/** The text of a module with one job, which returns a value. */
export function version(className: string, value: string): string {
  return `import { Job } from '@jobwright/sdk';\nexport class ${className} extends Job {\n  override run(): string {\n    return '${value}';\n  }\n}\n`;
}

/** A platform for tests of git repositories, with a folder for the repositories and for what it keeps of them. */
export class GitPlatform implements AsyncDisposable {
  readonly files: TestFolder;
  readonly database: TestDatabase;
  readonly #options: Required<GitPlatformOptions>;
  platform: Platform;

  private constructor(
    parts: Pick<GitPlatform, 'files' | 'database' | 'platform'>,
    options: Required<GitPlatformOptions>,
  ) {
    this.files = parts.files;
    this.database = parts.database;
    this.platform = parts.platform;
    this.#options = options;
  }

  static async start({
    folder = new URL('./', import.meta.url),
    environment = {},
  }: GitPlatformOptions = {}): Promise<GitPlatform> {
    const [files, database] = await Promise.all([createTestFolder(), createTestDatabase({ plugins: [inventory] })]);
    const options = { folder, environment: { DATA_DIR: join(files.path, 'data'), ...environment } };
    const platform = await Platform.start({ ...options, database });
    return new GitPlatform({ files, database, platform }, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.platform[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
    await this.files[Symbol.asyncDispose]();
  }

  /** Stops the server in order and starts another one in its place. */
  async restart(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.platform[Symbol.asyncDispose]();
    const { folder, environment: usual } = this.#options;
    this.platform = await Platform.start({
      folder,
      database: this.database,
      environment: { ...usual, ...environment },
    });
  }

  async add(body: NewRepository): Promise<Repository> {
    const answer = await this.platform.request<Repository>('POST', '/api/extras/git-repositories/', body);
    assertStatus(answer, 201);
    return answer.body;
  }

  async change(id: string, body: object): Promise<JobResult> {
    const answer = await this.platform.request<Repository>('PATCH', `/api/extras/git-repositories/${id}/`, body);
    assertStatus(answer, 200);
    return this.settled(answer.body);
  }

  async show(id: string): Promise<Repository> {
    return (await this.platform.request<Repository>('GET', `/api/extras/git-repositories/${id}/`)).body;
  }

  /** Asks for a sync and gives the id of its result. */
  async requestSync(id: string): Promise<string> {
    const path = `/api/extras/git-repositories/${id}/sync/`;
    const answer = await this.platform.request<{ readonly job_result: { readonly id: string } }>('POST', path);
    assertStatus(answer, 202);
    return answer.body.job_result.id;
  }

  /** Asks for a sync and waits for its end. */
  async sync(id: string): Promise<JobResult> {
    return this.platform.waitFor(await this.requestSync(id));
  }

  /** Waits for the sync that adding or changing the repository asked for. */
  async settled({ id }: Pick<Repository, 'id'>): Promise<JobResult> {
    return this.platform.waitFor((await this.show(id)).last_result?.id ?? '');
  }

  async messages(syncId: string): Promise<readonly string[]> {
    return (await this.platform.logs(syncId)).map(({ message }) => message);
  }

  async modules(slug: string): Promise<Record<string, Module>> {
    const list = await this.platform.list<Module & { readonly slug: string }>('/api/extras/job-modules/?limit=0');
    const own = list.filter((item) => item.slug === `git.${slug}`);
    return Object.fromEntries(own.map((item) => [item.module_path, item]));
  }

  /** Runs a job and gives what it returns. */
  async output(jobPath: string): Promise<unknown> {
    return (await this.platform.run(jobPath)).output;
  }

  /** Asks for a run and gives the status of the answer. */
  async statusOfRun(jobPath: string): Promise<number> {
    return (await this.platform.request('POST', `/api/extras/jobs/${jobPath}/run/`, {})).status;
  }
}

function assertStatus({ status, body }: Answer<unknown>, expected: number): void {
  if (status !== expected) throw new Error(`The server answered ${status}: ${JSON.stringify(body)}`);
}
