import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from '../../errors.ts';
import type { PostgresBinaries } from './binaries.ts';

const run = promisify(execFile);

/** Name of the system user as which PostgreSQL runs when we are root, which it refuses to be. */
const systemUserName = 'postgres';
/** Where root puts what that user could not reach otherwise, e.g. because everything of ours is below /root. */
const reachableDir = '/var/lib/jobwright';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user as which PostgreSQL has to run: undefined (ours) unless we are root.
 * Makes a system user when root has none to give.
 * @throws {@link EmbeddedPostgresError} when there is none and none can be made
 */
export async function resolveSystemUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await findSystemUser();
  if (existing) return existing;
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      systemUserName,
    ]);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root, and the system user "${systemUserName}" could not be made (useradd). ` +
        'Make that user, run Jobwright as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
  const made = await findSystemUser();
  if (!made)
    throw new EmbeddedPostgresError(`The system user "${systemUserName}" was made and is still not in /etc/passwd.`);
  return made;
}

/** Folder for the cluster of a data folder: inside of it if the user can get there. */
export async function resolveClusterDir(dataDir: string, user: SystemUser | undefined): Promise<string> {
  const inside = join(dataDir, 'postgres');
  if (!user || (await canReach(dataDir, user))) return inside;
  const outside = join(reachableDir, `data-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
  await mkdir(reachableDir, { recursive: true, mode: 0o755 });
  return outside;
}

/** The binaries, copied once to where the user can read them if it cannot read them where they are. */
export async function resolveReachableBinaries(
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
): Promise<PostgresBinaries> {
  if (!user || (await canReach(join(binaries.nativeDir, 'bin'), user))) return binaries;
  const nativeDir = join(reachableDir, `postgres-${binaries.version}`);
  if (!(await isFolder(nativeDir))) {
    const unfinished = `${nativeDir}.${process.pid}`;
    await mkdir(reachableDir, { recursive: true, mode: 0o755 });
    await cp(binaries.nativeDir, unfinished, { recursive: true, verbatimSymlinks: true });
    try {
      await rename(unfinished, nativeDir);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      if (!(await isFolder(nativeDir))) throw error; // otherwise another process was faster
    }
  }
  return {
    ...binaries,
    nativeDir,
    initdb: join(nativeDir, 'bin', 'initdb'),
    postgres: join(nativeDir, 'bin', 'postgres'),
  };
}

async function findSystemUser(): Promise<SystemUser | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8');
  const line = passwd.split('\n').find((candidate) => candidate.startsWith(`${systemUserName}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Whether every folder on the way may be passed by the user. */
async function canReach(folder: string, user: SystemUser): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    const { mode, uid, gid } = await stat(current);
    const executeBit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & executeBit) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
