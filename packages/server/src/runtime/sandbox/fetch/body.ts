import { UrlSearchParams } from '../prelude/url-search-params.ts';
import { toWebText } from '../prelude/web-text.ts';
import { type BodySource, LocalSource } from './body-source.ts';

/** What a body is made of, and the media type that goes with it. */
export interface ExtractedBody {
  readonly source: LocalSource;
  readonly contentType: string | undefined;
}

/** Turns what an author gives as a body into one; undefined for none. */
export function extractBody(init: unknown): ExtractedBody | undefined {
  if (init === undefined || init === null) return undefined;
  if (init instanceof UrlSearchParams) {
    const contentType = 'application/x-www-form-urlencoded;charset=UTF-8';
    return { source: new LocalSource(init.toString()), contentType };
  }
  if (init instanceof ArrayBuffer)
    return { source: new LocalSource(new Uint8Array(init.slice(0))), contentType: undefined };
  if (ArrayBuffer.isView(init)) {
    const bytes = new Uint8Array(init.buffer as ArrayBuffer, init.byteOffset, init.byteLength);
    return { source: new LocalSource(bytes.slice()), contentType: undefined };
  }
  if (typeof init === 'object' && !('toString' in init && init.toString !== Object.prototype.toString)) {
    throw new TypeError(
      'A body is text, bytes or URLSearchParams; objects have to be written by JSON.stringify first.',
    );
  }
  return { source: new LocalSource(toWebText(init).toWellFormed()), contentType: 'text/plain;charset=UTF-8' };
}

let share: (body: Body) => BodySource | null = () => null;

/** The source of a second object with the same body. @throws TypeError when it was read */
export function shareBody(body: Body): BodySource | null {
  return share(body);
}

let take: (body: Body) => BodySource | null = () => null;

/** The source itself, which is used then. @throws TypeError when it was read */
export function takeBody(body: Body): BodySource | null {
  return take(body);
}

/** The body of a request or an answer, as https://fetch.spec.whatwg.org/#body-mixin says. */
export abstract class Body {
  #source: BodySource | null;
  #stream: BodyStream | null = null;
  #isUsed = false;

  static {
    share = (body) => body.#share();
    take = (body) => body.#take();
  }

  constructor(source: BodySource | null) {
    this.#source = source;
  }

  get bodyUsed(): boolean {
    return this.#isUsed;
  }

  /** The pieces of the body as they come: `for await (const bytes of response.body)`. */
  get body(): BodyStream | null {
    if (this.#source === null) return null;
    this.#stream ??= new BodyStream(() => this.#take());
    return this.#stream;
  }

  async text(): Promise<string> {
    return (await this.#take()?.text()) ?? '';
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const source = this.#take();
    return source === null ? new Uint8Array() : await readWhole(source);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer;
  }

  #share(): BodySource | null {
    if (this.#isUsed) throw new TypeError('A body that was read cannot be cloned.');
    if (this.#source === null) return null;
    const [own, other] = tee(this.#source);
    this.#source = own;
    return other;
  }

  #take(): BodySource | null {
    if (this.#source === null) return null;
    if (this.#isUsed) throw new TypeError('Body is unusable: Body has already been read');
    this.#isUsed = true;
    return this.#source;
  }
}

/** The readable side of a body: what most programs use of `ReadableStream`. */
export class BodyStream implements AsyncIterable<Uint8Array<ArrayBuffer>> {
  readonly #open: () => BodySource | null;
  #source: BodySource | null = null;
  #isLocked = false;

  constructor(open: () => BodySource | null) {
    this.#open = open;
  }

  get locked(): boolean {
    return this.#isLocked;
  }

  getReader(): BodyReader {
    if (this.#isLocked) throw new TypeError('The stream has a reader.');
    this.#isLocked = true;
    this.#source ??= this.#open();
    const source = this.#source;
    return {
      read: async () => {
        const value = await source?.read();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      cancel: async () => source?.cancel(),
      releaseLock: () => {
        this.#isLocked = false;
      },
    };
  }

  async cancel(): Promise<void> {
    this.#source ??= this.#open();
    this.#source?.cancel();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array<ArrayBuffer>> {
    const reader = this.getReader();
    let isWhole = false;
    try {
      for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
      isWhole = true;
    } finally {
      if (!isWhole) await reader.cancel();
    }
  }
}

export interface BodyReader {
  read(): Promise<
    | { readonly done: false; readonly value: Uint8Array<ArrayBuffer> }
    | { readonly done: true; readonly value: undefined }
  >;
  cancel(): Promise<void>;
  releaseLock(): void;
}

/** Two sources of the same bytes: what one has read waits for the other. */
function tee(source: BodySource): [BodySource, BodySource] {
  let all: Promise<Uint8Array<ArrayBuffer>> | undefined;
  const branch = (): BodySource => {
    let isDone = false;
    const take = async (): Promise<Uint8Array<ArrayBuffer>> => {
      isDone = true;
      all ??= readWhole(source);
      return (await all).slice();
    };
    return {
      read: async () => {
        if (isDone) return undefined;
        const bytes = await take();
        return bytes.length === 0 ? undefined : bytes;
      },
      text: async () => (isDone ? '' : new TextDecoder().decode(await take())),
      cancel: () => {
        isDone = true;
      },
    };
  };
  return [branch(), branch()];
}

/** All pieces of a source in one. */
export async function readWhole(source: BodySource): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let piece = await source.read(); piece; piece = await source.read()) pieces.push(piece);
  return concat(pieces);
}

function concat(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = pieces;
  if (pieces.length === 1 && first) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return whole;
}
