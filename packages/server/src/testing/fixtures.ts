import type { JobDescriptor } from '@jobwright/sdk/internal';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { RequestData } from '../runtime/protocol.ts';
import type { SubmittedJob } from '../modules/job-results/submit-run.ts';

/** A user as submissions want it. */
export interface UserFixture {
  readonly id: string;
  readonly username: string;
}

/** Adds an ordinary user, or a superuser. */
export async function insertUser(pool: Pool, username: string, isSuperuser = false): Promise<UserFixture> {
  const id = uuidv7();
  await pool.query(
    `insert into users_user (id, created, last_updated, username, is_superuser) values ($1, now(), now(), $2, $3)`,
    [id, username, isSuperuser],
  );
  return { id, username };
}

/** Adds a job `local/<module>/<Class>` whose bundle is `code`. */
export async function insertJob(
  pool: Pool,
  className: string,
  options: { readonly code?: string; readonly descriptor?: Partial<JobDescriptor> } = {},
): Promise<SubmittedJob> {
  const module = className.toLowerCase();
  const [id, moduleId] = [uuidv7(), uuidv7()];
  const bundleDigest = moduleId.replaceAll('-', '').padEnd(64, '0');
  const descriptor = { ...minimalDescriptor(className), ...options.descriptor };
  await pool.query(
    `insert into extras_job_bundle (digest, code, source_map, inputs, data_files, created)
     values ($1, $2, '{}', '[]', '{}', now())`,
    [bundleDigest, options.code ?? ''],
  );
  await pool.query(
    `insert into extras_job_module
       (id, created, last_updated, source, slug, module_path, display_name, source_file, bundle_digest)
     values ($1, now(), now(), 'local', 'local', $2, $2, $3, $4)`,
    [moduleId, module, `${module}.ts`, bundleDigest],
  );
  const classPath = `local/${module}/${className}`;
  await pool.query(
    `insert into extras_job
       (id, created, last_updated, module_id, class_path, class_name, name, descriptor, bundle_digest)
     values ($1, now(), now(), $2, $3, $4, $4, $5, $6)`,
    [id, moduleId, classPath, className, JSON.stringify(descriptor), bundleDigest],
  );
  const { readOnly, singleton, onConflict } = descriptor;
  return { id, classPath, name: className, readOnly, bundleDigest, singleton, onConflict };
}

/** A request as the API would describe it. */
export function requestOf(user: UserFixture): RequestData {
  return {
    id: uuidv7(),
    user: { ...user, email: '', isSuperuser: false },
    headers: {},
    origin: 'api',
  };
}

function minimalDescriptor(className: string): JobDescriptor {
  return {
    className,
    name: className,
    description: '',
    commitDefault: true,
    readOnly: false,
    hidden: false,
    fieldOrder: [],
    singleton: false,
    onConflict: 'queue',
    variables: [],
    methods: ['run'],
    hasPostRun: false,
    warnings: [],
  };
}
