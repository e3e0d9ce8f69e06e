import { FileFormatError } from './errors.ts';

/** Reads an upload piece by piece. Implemented by the sandbox. @internal */
export interface FilePort {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Up to `length` bytes from `offset`; fewer at the end of the file only. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * An uploaded file: what a `FileVar` gives to `run`. Its bytes stay on the server until they are read, and are deleted
 * when the run ends.
 *
 * @example
 * ```ts
 * const text = await data.file.text();
 * for await (const chunk of data.file.chunks()) size += chunk.length;
 * ```
 */
export class UploadedFile {
  /** Name that the client gave, without folders. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Media type that the client gave, e.g. `text/csv`. Nothing checks that the content is of that type. */
  readonly contentType: string;
  readonly #port: FilePort;

  /** @internal */
  constructor(port: FilePort) {
    this.name = port.name;
    this.size = port.size;
    this.contentType = port.contentType;
    this.#port = port;
  }

  /** The whole content. It counts against the memory of the run: read large files with {@link UploadedFile.chunks}. */
  async bytes(): Promise<Uint8Array> {
    const all = new Uint8Array(this.size);
    let offset = 0;
    for await (const chunk of this.chunks()) {
      all.set(chunk, offset);
      offset += chunk.length;
    }
    return all.subarray(0, offset);
  }

  /** The whole content as UTF-8 text; a byte order mark is left out, invalid bytes become U+FFFD. */
  async text(): Promise<string> {
    const decoder = new TextDecoder();
    const parts: string[] = [];
    for await (const chunk of this.chunks()) parts.push(decoder.decode(chunk, { stream: true }));
    parts.push(decoder.decode());
    return parts.join('');
  }

  /**
   * The whole content as JSON. The type is a promise of yours: nothing checks it.
   * @throws {@link FileFormatError} when the content is no JSON
   */
  async json<Value = unknown>(): Promise<Value> {
    const text = await this.text();
    try {
      return JSON.parse(text) as Value;
    } catch (error) {
      throw new FileFormatError(`The file "${this.name}" holds no JSON: ${(error as Error).message}`, { cause: error });
    }
  }

  /** The content piece by piece, up to 256 KiB each, so that memory stays small whatever the size. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let offset = 0; offset < this.size;) {
      const chunk = await this.#port.read(offset, Math.min(CHUNK_BYTES, this.size - offset));
      if (chunk.length === 0) return;
      offset += chunk.length;
      yield chunk;
    }
  }
}
