import { Type, type Static } from '@sinclair/typebox';

const bytes = Type.Optional(Type.Integer({ minimum: 1024 }));

const registry = Type.String({ pattern: '^https?://[^\\s?#@]+$' });
const sources = Type.Array(Type.String({ pattern: '^git\\.[a-z0-9_-]*\\*?$' }), { default: [] });

/** What git repositories may be, and what a sync of one may cost. The defaults of the limits are those of `@jobwright/git-sync`. */
export const GitSettingsSchema = Type.Object(
  {
    /** Hosts that repositories may lie on: `git.example.com`, `*.example.com`. Absent: any. */
    hosts: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    /** Folders below which `file:` repositories may lie. */
    fileRoots: Type.Array(Type.String({ minLength: 1 }), { default: [] }),
    /** Allows `http:` to this machine. */
    allowLoopbackHttp: Type.Boolean({ default: false }),
    /** Folders below which files with secrets may lie. */
    secretDirectories: Type.Array(Type.String({ minLength: 1 }), { default: ['/run/secrets'] }),
    /**
     * What is followed, and for which repositories: sources, or the beginning of sources with `*` behind it (`git.network`, `git.*`).
     * What is not followed is reported.
     */
    follow: Type.Object({ submodules: sources, lfs: sources }, { additionalProperties: false, default: {} }),
    /** Which repositories have the packages of their lock file installed, without running anything of them, and from where. */
    install: Type.Object(
      {
        repositories: sources,
        /** Where packages come from. Needed as soon as a repository is named. */
        registry: Type.Optional(registry),
        /** Registries that `registry` stands in for: what a lock file takes from one of them is taken from it. */
        replaces: Type.Array(registry, { default: [] }),
        timeoutMs: Type.Integer({ minimum: 1000, default: 120_000 }),
        /** Of all packages of a lock file, unpacked. */
        bytes: Type.Integer({ minimum: 1024, default: 256 * 1024 * 1024 }),
        files: Type.Integer({ minimum: 1, default: 20_000 }),
        packages: Type.Integer({ minimum: 1, default: 500 }),
      },
      { additionalProperties: false, default: {} },
    ),
    limits: Type.Optional(
      Type.Object(
        {
          timeoutMs: Type.Optional(Type.Integer({ minimum: 1000 })),
          downloadBytes: bytes,
          snapshotBytes: bytes,
          fileBytes: bytes,
          entries: Type.Optional(Type.Integer({ minimum: 1 })),
          submodules: Type.Optional(Type.Integer({ minimum: 1 })),
          submoduleDepth: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        { additionalProperties: false },
      ),
    ),
    /** What looking through the modules of one repository may take: compiling them, and loading each in an isolate. */
    modules: Type.Object(
      {
        timeMs: Type.Integer({ minimum: 1000, default: 600_000 }),
        /** Of the bundles that one sync makes, source maps included. */
        bundleBytes: Type.Integer({ minimum: 1024, default: 100_000_000 }),
      },
      { additionalProperties: false, default: {} },
    ),
  },
  { additionalProperties: false, default: {} },
);

export type GitSettings = Static<typeof GitSettingsSchema>;
export type InstallSettings = GitSettings['install'];

/** As the configuration file gives them. */
export type GitSettingsInput = Partial<Omit<GitSettings, 'follow' | 'install' | 'modules'>> & {
  readonly [Key in 'follow' | 'install' | 'modules']?: Partial<GitSettings[Key]>;
};
