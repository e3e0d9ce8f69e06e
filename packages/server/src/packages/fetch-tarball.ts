import { createHash } from 'node:crypto';
import { PackageInstallError } from '../errors.ts';
import type { LockedPackage } from './lock-file.ts';

export interface FetchTarballOptions {
  readonly signal: AbortSignal;
  readonly maxBytes: number;
}

/**
 * Fetches the archive of a package, all of it before anything is made of it, and compares its digest.
 * @throws {@link PackageInstallError}
 */
export async function fetchTarball(
  { path, tarballUrl, sha512 }: LockedPackage,
  { signal, maxBytes }: FetchTarballOptions,
): Promise<Buffer> {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { origin } = new URL(tarballUrl);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // A redirect could lead to where nobody meant the server to go.
    const response = await fetch(tarballUrl, { signal, redirect: 'error' });
    if (!response.ok)
      throw new PackageInstallError(
        `The registry ${origin} answers with ${response.status} for the package "${name}".`,
      );
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new PackageInstallError(
          `The archive of the package "${name}" is larger than ${maxBytes} bytes, which is what is left of "git.install.bytes" or the most for one.`,
        );
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PackageInstallError) throw error;
    throw new PackageInstallError(
      `The package "${name}" cannot be fetched from the registry ${origin}. Is it reachable from here, without a redirect?`,
      { cause: error },
    );
  }
  const archive = Buffer.concat(chunks);
  if (createHash('sha512').update(archive).digest('base64') !== sha512)
    throw new PackageInstallError(
      `The registry ${origin} has another archive of the package "${name}" than package-lock.json says.`,
    );
  return archive;
}
