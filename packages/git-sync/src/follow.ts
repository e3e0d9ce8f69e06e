/** What of a repository is fetched besides its own objects. What is not followed is reported. */
export interface FollowOptions {
  /** Puts the files of submodules in their places, at the commits that the repository pins them to. Default: false. */
  readonly submodules?: boolean | undefined;
  /** Puts the content of files that are kept with Git LFS in the place of their pointers. Needs an `https:` URL. Default: false. */
  readonly lfs?: boolean | undefined;
}

/** With the defaults filled in. */
export interface ResolvedFollow {
  readonly submodules: boolean;
  readonly lfs: boolean;
}

/** Fills in the defaults. */
export function resolveFollow({ submodules = false, lfs = false }: FollowOptions = {}): ResolvedFollow {
  return { submodules, lfs };
}
