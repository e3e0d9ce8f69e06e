import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { UploadTooLargeError } from '../../errors.ts';

/** Bytes that one row of the database holds, and so about what an upload needs of memory. */
const chunkBytes = 1024 * 1024;

/** A file on its way in. */
export interface Upload {
  /** Cut off by the reader of the form when the file is too large; `truncated` says so afterwards. */
  readonly stream: Readable & { readonly truncated?: boolean };
  readonly name: string;
  readonly contentType: string;
  readonly userId: string;
}

export interface StoredUpload {
  readonly id: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Writes a file to the database while it arrives, a chunk at a time: memory stays bounded, whatever its size, and the
 * sender waits for the database. Each chunk is a statement of its own, so that a slow sender holds no connection.
 * A file that is never submitted with a run is removed by the platform after an hour.
 * @throws {@link UploadTooLargeError}
 */
export async function storeUpload(pool: Pool, upload: Upload): Promise<StoredUpload> {
  const id = uuidv7();
  await pool.query(
    `insert into extras_uploaded_file (id, created, last_updated, name, content_type, size, sha256, user_id)
     values ($1, now(), now(), $2, $3, 0, '', $4)`,
    [id, upload.name.slice(-255), upload.contentType.slice(0, 255), upload.userId],
  );
  try {
    const { size, sha256 } = await writeChunks(pool, id, upload.stream);
    if (upload.stream.truncated === true) {
      throw new UploadTooLargeError(`The file "${upload.name}" is larger than the server takes.`);
    }
    await pool.query('update extras_uploaded_file set size = $2, sha256 = $3 where id = $1', [id, size, sha256]);
    return { id, size };
  } catch (error) {
    await removeUploads(pool, [id]);
    throw error;
  }
}

/** Removes files that no run was submitted with. */
export async function removeUploads(pool: Pool, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await pool.query('delete from extras_uploaded_file where id = any ($1::uuid[]) and job_result_id is null', [ids]);
}

async function writeChunks(pool: Pool, id: string, stream: Readable): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let parts: Buffer[] = [];
  let pending = 0;
  let size = 0;
  let position = 0;
  const write = async (): Promise<void> => {
    await pool.query({
      name: 'store_upload_chunk',
      text: 'insert into extras_uploaded_file_chunk (file_id, position, data) values ($1, $2, $3)',
      values: [id, position++, Buffer.concat(parts, pending)],
    });
    parts = [];
    pending = 0;
  };
  for await (const part of stream as AsyncIterable<Buffer>) {
    hash.update(part);
    parts.push(part);
    pending += part.length;
    size += part.length;
    if (pending >= chunkBytes) await write();
  }
  if (pending > 0) await write();
  return { size, sha256: hash.digest('hex') };
}
