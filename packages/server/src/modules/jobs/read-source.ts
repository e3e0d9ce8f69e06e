import type { Pool } from 'pg';

/** A file of the author that went into a bundle. */
export interface SourceFile {
  /** As stacks name it: below the root of the source. */
  readonly path: string;
  readonly content: string;
}

interface SourceMap {
  readonly sources?: readonly (string | null)[];
  readonly sourcesContent?: readonly (string | null)[];
}

/** The author's files of a bundle, from its source map: the module itself first, then what it imports. */
export async function readSource(pool: Pool, bundleDigest: string): Promise<readonly SourceFile[]> {
  const { rows } = await pool.query<{ sourceMap: string }>(
    'select source_map as "sourceMap" from extras_job_bundle where digest = $1',
    [bundleDigest],
  );
  const map = parseMap(rows[0]?.sourceMap);
  const files = (map.sources ?? []).flatMap((path, index) => {
    const content = map.sourcesContent?.[index];
    return path === null || typeof content !== 'string' ? [] : [{ path, content }];
  });
  return files.toReversed();
}

/** A damaged map costs the excerpt, nothing else. */
function parseMap(text: string | undefined): SourceMap {
  try {
    return JSON.parse(text ?? '{}') as SourceMap;
  } catch {
    return {};
  }
}
