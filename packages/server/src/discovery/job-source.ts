import type { PackagePlace } from '../compile/compile-protocol.ts';
import type { SharedPackages } from '../config/job-packages.ts';
import type { JobSource as JobSourceKind } from '../modules/jobs/job-module.entity.ts';

/** What tells the modules of a source from those of others. */
export interface SourceName {
  readonly kind: JobSourceKind;
  /** First part of the path of its jobs: `local`, `git.<repository>`, `plugin`. */
  readonly slug: string;
  /** What the second part of the path begins with: empty, or `<plugin>.jobs.` */
  readonly modulePrefix: string;
}

/**
 * A place that job modules come from. Local folders, git repositories and plugins differ in how they get hold of a
 * folder, and in the names of its modules; all else is the same for them.
 */
export interface JobSource extends SourceName {
  /** The files as they are now. Undefined when there is no such folder: the source then has no modules. */
  snapshot(): Promise<SourceSnapshot | undefined>;
}

export interface SourceSnapshot {
  /** Absolute folder, free of links. */
  readonly root: string;
  /** `node_modules` folders from which modules may bundle npm packages: absolute, free of links. */
  readonly packageFolders: readonly string[];
  /** Where else packages are looked for: those that were installed for a repository. @defaultValue nowhere */
  readonly packagePlaces?: readonly PackagePlace[];
  /** Files that change when other versions of these packages are installed: lockfiles and manifests. */
  readonly packageManifests: readonly string[];
  /** Commit that the folder shows, when it comes from git. */
  readonly gitCommit?: string;
}

/** Path of a job: `<slug>/<module>/<Class>`. */
export function classPathOf(source: JobSource, modulePath: string, className: string): string {
  return `${source.slug}/${modulePath}/${className}`;
}

/** The same source, whose modules may bundle the packages that the configuration opens, too. */
export function withSharedPackages(source: JobSource, { place, manifests }: SharedPackages): JobSource {
  return {
    ...source,
    snapshot: async () => {
      const snapshot = await source.snapshot();
      return (
        snapshot && {
          ...snapshot,
          packagePlaces: [...(snapshot.packagePlaces ?? []), place],
          packageManifests: [...snapshot.packageManifests, ...manifests],
        }
      );
    },
  };
}
