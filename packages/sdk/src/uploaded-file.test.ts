import { expect, test } from 'vitest';
import { FileFormatError } from './errors.ts';
import { type FilePort, UploadedFile } from './uploaded-file.ts';

/** A file whose reads are recorded; each gives at most `most` bytes. */
function open(content: Uint8Array, most = Number.POSITIVE_INFINITY) {
  const reads: [offset: number, length: number][] = [];
  const port: FilePort = {
    name: 'data.txt',
    size: content.length,
    contentType: 'text/plain',
    async read(offset, length) {
      reads.push([offset, length]);
      return content.slice(offset, offset + Math.min(length, most));
    },
  };
  return { file: new UploadedFile(port), reads };
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('name, size and type are there without reading', () => {
  const { file, reads } = open(encode('hello'));

  expect([file.name, file.size, file.contentType]).toEqual(['data.txt', 5, 'text/plain']);
  expect(reads).toEqual([]);
});

test('a large file is read piece by piece', async () => {
  const content = Uint8Array.from({ length: 600_000 }, (_, index) => index % 251);
  const { file, reads } = open(content);

  expect(await file.bytes()).toEqual(content);
  expect(reads).toEqual([
    [0, 262_144],
    [262_144, 262_144],
    [524_288, 75_712],
  ]);
});

test('a character that is split between pieces is read whole, and a byte order mark is left out', async () => {
  expect(await open(encode('\ufeffgrüße 😀'), 3).file.text()).toBe('grüße 😀');
});

test('an empty file is empty', async () => {
  const { file } = open(new Uint8Array());

  expect(await file.bytes()).toEqual(new Uint8Array());
  expect(await file.text()).toBe('');
});

test('a file that turns out shorter ends early', async () => {
  const { file } = open(encode('hello'));
  Object.assign(file, { size: 100 });

  expect(await file.bytes()).toEqual(encode('hello'));
});

test('JSON is parsed, and what is no JSON is an error that names the file', async () => {
  expect(await open(encode('{"a": 1}')).file.json()).toEqual({ a: 1 });
  await expect(open(encode('{a}')).file.json()).rejects.toThrow(FileFormatError);
  await expect(open(encode('{a}')).file.json()).rejects.toThrow('The file "data.txt" holds no JSON:');
});
