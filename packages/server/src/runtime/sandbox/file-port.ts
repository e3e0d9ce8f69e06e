import type { FilePort } from '@jobwright/sdk/internal';
import { hostChannel } from './host-channel.ts';
import { fromBase64 } from './prelude/base64.ts';

interface FileInfo {
  readonly name: string;
  readonly size: number;
  readonly contentType: string;
}

/** An upload of the run, read from the host piece by piece. */
export async function openUploadedFile(id: string): Promise<FilePort> {
  const { name, size, contentType } = (await hostChannel.call('file.open', { id })) as FileInfo;
  return {
    name,
    size,
    contentType,
    read: async (offset, length) => fromBase64((await hostChannel.call('file.read', { id, offset, length })) as string),
  };
}
