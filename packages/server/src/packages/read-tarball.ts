import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A file of an archive. */
export interface TarballFile {
  /** Below the package's folder, with `/` between its parts. */
  readonly path: string;
  readonly content: Buffer;
}

const blockBytes = 512;
const maxPathLength = 1000;
const regularFile = new Set(['0', '\0', '7']);

/**
 * Reads the files of an npm package: a gzipped tar archive, in the formats ustar, pax and GNU. Links and devices are left
 * out, as npm leaves them out; the first folder of each path is the package's own, whatever its name.
 *
 * @throws Error, with a reason for people, when it is malformed, too large, or has a path that leads out of the package
 */
export async function readTarball(archive: Buffer, maxBytes: number): Promise<readonly TarballFile[]> {
  const tar = await promisify(gunzip)(archive, { maxOutputLength: maxBytes }).catch((error: NodeJS.ErrnoException) => {
    const isTooLarge = error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(isTooLarge ? `it unpacks to more than ${maxBytes} bytes` : 'it is not gzipped', { cause: error });
  });
  const files = new Map<string, TarballFile>();
  /** What an extended header says of the entry behind it. */
  let extended: { path?: string; size?: number } = {};
  for (let offset = 0; offset + blockBytes <= tar.length;) {
    const header = tar.subarray(offset, offset + blockBytes);
    if (header.every((byte) => byte === 0)) break;
    const type = String.fromCharCode(header[156] ?? 0);
    const isExtension = 'xgLK'.includes(type);
    const size = (isExtension ? undefined : extended.size) ?? readNumber(header.subarray(124, 136));
    const start = offset + blockBytes;
    if (!Number.isSafeInteger(size) || size < 0 || start + size > tar.length)
      throw new Error('it is cut off or malformed');
    const content = tar.subarray(start, start + size);
    offset = start + Math.ceil(size / blockBytes) * blockBytes;
    if (type === 'x') extended = readExtendedHeader(content);
    else if (type === 'L') extended = { ...extended, path: textOf(content) };
    else if (!isExtension) {
      if (regularFile.has(type)) {
        const path = checkPath(extended.path ?? pathOf(header));
        files.set(path, { path, content });
      }
      extended = {};
    }
  }
  return [...files.values()];
}

function pathOf(header: Buffer): string {
  const isUstar = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : '';
  const name = textOf(header.subarray(0, 100));
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** Octal digits, or, for large ones, bytes behind a set first bit. */
function readNumber(bytes: Buffer): number {
  if (((bytes[0] ?? 0) & 0x80) !== 0) return Number(bytes.readBigUInt64BE(4));
  const text = textOf(bytes).trim();
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

/** Records `<length> <key>=<value>\n`. */
function readExtendedHeader(content: Buffer): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {};
  for (let offset = 0; offset < content.length;) {
    const space = content.indexOf(' ', offset);
    const length = Number(content.toString('latin1', offset, space));
    if (space === -1 || !Number.isInteger(length) || length <= space - offset + 1) throw new Error('it is malformed');
    const record = content.toString('utf8', space + 1, offset + length - 1);
    const equals = record.indexOf('=');
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === 'path') found.path = value;
    if (key === 'size') found.size = Number(value);
    offset += length;
  }
  return found;
}

function checkPath(path: string): string {
  const [, ...parts] = path.replace(/^\.\//, '').split('/');
  const isPlain = (part: string): boolean => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part);
  if (
    path.startsWith('/') ||
    path.length > maxPathLength ||
    parts.length === 0 ||
    !parts.every((part) => isPlain(part))
  )
    throw new Error('it has a file whose path leads out of the package');
  return parts.join('/');
}
