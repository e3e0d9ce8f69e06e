import { Type, type Static } from '@sinclair/typebox';

const bytes = Type.Optional(Type.Integer({ minimum: 1024 }));

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
    limits: Type.Optional(
      Type.Object(
        {
          timeoutMs: Type.Optional(Type.Integer({ minimum: 1000 })),
          downloadBytes: bytes,
          snapshotBytes: bytes,
          fileBytes: bytes,
          entries: Type.Optional(Type.Integer({ minimum: 1 })),
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
