import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readTarball } from '../packages/read-tarball.ts';

/** A registry of npm on a port of this machine, with the packages that it is given. */
export interface NpmRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
  /** Looks at each request first; returns true if it has answered it, or will. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Offers one more package. @returns its SHA-512 in the form of lock files */
  publish(archive: Buffer): Promise<string>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Starts an empty registry: documents of packages as npm asks for them, and their archives. */
export async function startNpmRegistry(): Promise<NpmRegistry> {
  const documents = new Map<string, { readonly [key: string]: unknown; versions: Record<string, object> }>();
  const archives = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    requests.push(path);
    if (registry.intercept?.(request, response) === true) return;
    const archive = archives.get(path);
    const document = documents.get(path);
    if (archive !== undefined) response.end(archive);
    else if (document !== undefined)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry: NpmRegistry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    intercept: undefined,
    publish: async (archive) => {
      const files = await readTarball(archive, 100_000_000);
      const text = files.find(({ path }) => path === 'package.json')?.content.toString() ?? '{}';
      const manifest = JSON.parse(text) as Manifest;
      const { name, version } = manifest;
      const path = `${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
      const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
      const dist = { tarball: registry.url + path, integrity };
      const versions = { ...documents.get(name)?.versions, [version]: { ...manifest, dist } };
      documents.set(name, { name, 'dist-tags': { latest: version }, versions });
      archives.set(path, archive);
      return integrity;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return registry;
}

/** Makes the archive of a package with `npm pack`. */
export async function packPackage(
  manifest: Manifest & Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'jobwright-pack-'));
  try {
    for (const [path, text] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest) })) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const args = ['pack', '--ignore-scripts', '--json', '--cache', join(folder, '.npm-cache')];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: folder });
    const [packed] = JSON.parse(stdout) as { readonly filename: string }[];
    return await readFile(join(folder, packed?.filename ?? ''));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
