import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { CompileRequest } from './compile-protocol.ts';

/** Knows which files a module may be made of. Decides on real paths: a link is as good as what it points to. */
export class SourceBoundary {
  readonly #root: string;
  readonly #packageFolders: readonly string[];
  /** Folders of packages that the configuration opens, and of those that they need themselves. */
  readonly #shared: Set<string>;

  constructor({ root, packageFolders, packagePlaces = [] }: CompileRequest) {
    this.#root = root;
    this.#packageFolders = packageFolders;
    this.#shared = new Set(packagePlaces.flatMap(({ only = [] }) => only.map(({ folder }) => folder)));
  }

  /** The file without links, when it exists below the root or in a package folder. */
  admit(path: string): string | undefined {
    const real = realPath(path);
    return real !== undefined && (this.isOwn(real) || this.isPackage(real)) ? real : undefined;
  }

  /** A file that authors wrote: below the root, not in a package. */
  isOwn(realFile: string): boolean {
    return isBelow(realFile, this.#root) && !this.isPackage(realFile);
  }

  isPackage(realFile: string): boolean {
    return (
      this.isShared(realFile) ||
      this.#packageFolders.some((folder) => isBelow(realFile, folder) && !this.#isInRootWithin(realFile, folder))
    );
  }

  /** A file of a package that the configuration opens, or of one that such a package needs. */
  isShared(realFile: string): boolean {
    return [...this.#shared].some((folder) => isBelow(realFile, folder) && !this.#isInRootWithin(realFile, folder));
  }

  /** Lets in the package that a file belongs to: one that is open needs it. */
  share(file: string): void {
    const real = realPath(file);
    const [folder] = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(real ?? '') ?? [];
    if (folder !== undefined) this.#shared.add(folder);
  }

  /** The jobs of an installed plugin are in a package folder themselves, and not to be taken for packages on that account. */
  #isInRootWithin(realFile: string, folder: string): boolean {
    return isBelow(realFile, this.#root) && isBelow(this.#root, folder);
  }

  /** Name for people and source maps: below the root, or from the last `node_modules/` on. Tells nothing of this machine. */
  nameOf(file: string): string {
    const isOwn = isBelow(file, this.#root);
    const posix = (isOwn ? relative(this.#root, file) : file).split(sep).join('/');
    const inPackages = posix.lastIndexOf('node_modules/');
    if (inPackages !== -1) return posix.slice(inPackages);
    return relative(this.#root, file).split(sep).join('/');
  }
}

export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
