import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import ivm from 'isolated-vm';
import type { IsolateKind } from './isolate-kind.ts';
import { bundleFilename, warmUpScripts } from './sandbox-isolate.ts';
import { snapshotFileOf } from './snapshot-path.ts';

/*
 * A startup snapshot is a heap in which the runtime bundle has been evaluated and warmed up. An isolate that begins with it
 * has nothing left to evaluate, which for a platform with 47 models takes a sixth of the time that a code cache leaves.
 *
 * They are made once per bundle, by a process of its own (see `ensureSnapshots`), which no job code ever was in; V8 ends the
 * process when it cannot make one. A damaged one would end the process that begins with it: the file has a digest.
 */

const digestBytes = 32;

/** Makes a snapshot of a bundle and stores it. May end the process: call it in one that is there for it. */
export function writeSnapshot(bundleFile: string, kind: IsolateKind): void {
  const code = readFileSync(bundleFile, 'utf8');
  const snapshot = ivm.Isolate.createSnapshot([{ code, filename: bundleFilename }, { code: warmUpScripts[kind] }]);
  const bytes = Buffer.from(snapshot.copy());
  const file = snapshotFileOf(bundleFile, kind);
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, Buffer.concat([sha256(bytes), bytes]));
  renameSync(temporary, file);
}

/** The snapshot of a bundle, if there is an undamaged one. */
export function readSnapshot(bundleFile: string, kind: IsolateKind): ivm.ExternalCopy<ArrayBuffer> | undefined {
  let content: Buffer;
  try {
    content = readFileSync(snapshotFileOf(bundleFile, kind));
  } catch {
    return undefined;
  }
  const bytes = content.subarray(digestBytes);
  if (!sha256(bytes).equals(content.subarray(0, digestBytes))) return undefined;
  return new ivm.ExternalCopy(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
