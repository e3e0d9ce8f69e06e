import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { FetchLimitError } from '../../../errors/http.ts';

/** Room for what answers hold that no job has asked for yet: the same for all of a run. */
export class BufferRoom {
  readonly #bytes: number;
  #used = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  get isFull(): boolean {
    return this.#used >= this.#bytes;
  }

  add(bytes: number): void {
    this.#used += bytes;
  }
}

export interface ResponseBodyOptions {
  /** Of the request: answers to HEAD speak of a body that does not come. */
  readonly method: string;
  readonly room: BufferRoom;
  readonly maxBytes: number;
  /** Turns what a stream fails with into what the job is told. */
  readonly toError: (error: unknown) => unknown;
  /** Called once, when all has come, or no more will. */
  readonly onEnd: (end: { readonly bytes: number; readonly error?: unknown }) => void;
}

/** Comes in although nobody has asked for it: an answer of this size is there with its head, and its connection free. */
const eagerBytes = 256 * 1024;
/** Answers have one coding, rarely two; each further one multiplies what little text can become. */
const maxCodings = 3;

/**
 * The body of an answer, decoded, taken from the connection no faster than the job takes it from here: what is larger than
 * a piece waits on the other side. Ends with an error as soon as it is larger than the limit, however small it was on the way.
 */
export class ResponseBody {
  readonly #options: ResponseBodyOptions;
  readonly #stream: Readable;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #bytes = 0;
  #state: 'open' | 'ended' | 'failed' = 'open';
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(message: IncomingMessage, options: ResponseBodyOptions) {
    this.#options = options;
    const decoders = options.method === 'HEAD' ? [] : decodersFor(message);
    this.#stream =
      decoders.length === 0 ? message : (pipeline([message, ...decoders], () => undefined) as unknown as Readable);
    this.#stream.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#stream.once('end', () => this.#end());
    this.#stream.on('error', (error) => this.#fail(options.toError(error)));
    this.#stream.once('close', () => this.#fail(options.toError({ code: 'ECONNRESET' })));
  }

  /** The next piece; undefined at the end. @throws what ended the body before its end */
  async read(maxBytes: number): Promise<Buffer | undefined> {
    if (this.#chunks.length === 0 && this.#state === 'open') {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      this.#stream.resume();
      await promise;
    }
    // What has come of a broken answer is not given: half of it might pass for the whole.
    if (this.#state === 'failed') throw this.#error;
    if (this.#chunks.length === 0) return undefined;
    const piece = this.#shift(maxBytes);
    if (this.#state === 'open' && this.#mayBuffer()) this.#stream.resume();
    return piece;
  }

  /** All that is left. @throws as {@link ResponseBody.read} */
  async readAll(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let piece = await this.read(Infinity); piece; piece = await this.read(Infinity)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  /** Gives it up, also when it has come whole. */
  cancel(error: unknown): void {
    this.#fail(error);
    this.#drop();
  }

  #take(chunk: Buffer): void {
    if (this.#state !== 'open') return;
    const { maxBytes, room } = this.#options;
    this.#bytes += chunk.length;
    if (this.#bytes > maxBytes) {
      const message = `The answer is larger than the limit of ${maxBytes} bytes.`;
      this.#fail(new FetchLimitError('fetchResponseBytes', message));
      return;
    }
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    room.add(chunk.length);
    if (!this.#mayBuffer()) this.#stream.pause();
    this.#wakeUp();
  }

  #shift(maxBytes: number): Buffer {
    const taken: Buffer[] = [];
    let size = 0;
    for (let chunk = this.#chunks[0]; chunk; chunk = this.#chunks[0]) {
      if (size > 0 && size + chunk.length > maxBytes) break;
      this.#chunks.shift();
      size += chunk.length;
      taken.push(chunk);
    }
    this.#release(size);
    return Buffer.concat(taken);
  }

  #mayBuffer(): boolean {
    return this.#buffered < eagerBytes && !this.#options.room.isFull;
  }

  #release(bytes: number): void {
    this.#buffered -= bytes;
    this.#options.room.add(-bytes);
  }

  #end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ended';
    this.#options.onEnd({ bytes: this.#bytes });
    this.#wakeUp();
  }

  #fail(error: unknown): void {
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#error = error;
    this.#drop();
    this.#stream.destroy();
    this.#options.onEnd({ bytes: this.#bytes, error });
    this.#wakeUp();
  }

  #drop(): void {
    this.#release(this.#buffered);
    this.#chunks = [];
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

function decodersFor({ headers, statusCode = 0 }: IncomingMessage): Transform[] {
  // No body, though the headers may speak of one.
  if (statusCode === 204 || statusCode === 304 || headers['content-length'] === '0') return [];
  const codings = (headers['content-encoding'] ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > maxCodings) return [];
  const decoders = codings.toReversed().map((coding) => decoderFor(coding));
  // What is encoded in a way that is not known stays as it came, as everywhere.
  return decoders.includes(undefined) ? [] : (decoders as Transform[]);
}

function decoderFor(coding: string): Transform | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    case 'br':
      return zlib.createBrotliDecompress();
    default:
      return undefined;
  }
}
