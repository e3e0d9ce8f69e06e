import type { Pool } from 'pg';
import type { RunFileInfo, RunFileReader } from '../../runtime/host/operations/file-operations.ts';

/** A file of the run and where its chunks begin. */
interface IndexedFile {
  readonly info: RunFileInfo;
  /** Position and extent of each chunk, in order. Ends are exclusive. */
  readonly chunks: readonly { readonly position: number; readonly start: number; readonly end: number }[];
}

/** Reads the uploads of one run, and of no other, a piece at a time. */
export function createRunFileReader(pool: Pool, jobResultId: string): RunFileReader {
  const files = new Map<string, Promise<IndexedFile | undefined>>();
  const find = (id: string): Promise<IndexedFile | undefined> => {
    const known = files.get(id);
    if (known) return known;
    const found = loadIndex(pool, { id, jobResultId });
    files.set(id, found);
    return found;
  };
  return {
    describe: async (id) => (await find(id))?.info,
    read: async (id, { offset, length }) => {
      const file = await find(id);
      if (!file) return new Uint8Array();
      const end = Math.min(offset + length, file.info.size);
      const parts: Buffer[] = [];
      for (const chunk of file.chunks) {
        if (chunk.end <= offset || chunk.start >= end) continue;
        const from = Math.max(offset - chunk.start, 0);
        parts.push(
          await readPart(pool, { id, position: chunk.position, from, to: Math.min(end, chunk.end) - chunk.start }),
        );
      }
      return Buffer.concat(parts);
    },
  };
}

async function loadIndex(
  pool: Pool,
  file: { readonly id: string; readonly jobResultId: string },
): Promise<IndexedFile | undefined> {
  const { rows } = await pool.query<{ name: string; contentType: string; lengths: readonly number[] | null }>(
    `select name, content_type as "contentType",
       (select array_agg(octet_length(data) order by position) from extras_uploaded_file_chunk where file_id = file.id) as lengths
     from extras_uploaded_file as file where id::text = $1 and job_result_id = $2`,
    [file.id, file.jobResultId],
  );
  const row = rows[0];
  if (!row) return undefined;
  let size = 0;
  const chunks = (row.lengths ?? []).map((length, position) => {
    const start = size;
    size += length;
    return { position, start, end: size };
  });
  return { info: { name: row.name, contentType: row.contentType, size }, chunks };
}

async function readPart(
  pool: Pool,
  part: { readonly id: string; readonly position: number; readonly from: number; readonly to: number },
): Promise<Buffer> {
  const { rows } = await pool.query<{ data: Buffer }>({
    name: 'read_upload_part',
    text: 'select substring(data from $3::int + 1 for $4::int) as data from extras_uploaded_file_chunk where file_id = $1 and position = $2',
    values: [part.id, part.position, part.from, part.to - part.from],
  });
  return rows[0]?.data ?? Buffer.alloc(0);
}
