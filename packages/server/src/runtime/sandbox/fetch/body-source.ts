import { hostChannel } from '../host-channel.ts';
import { fromBase64 } from '../prelude/base64.ts';
import type { AbortSignal } from './abort.ts';

/** Where the bytes of a body come from. Each is taken once. */
export interface BodySource {
  /** The next piece; undefined at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All that is left, decoded as UTF-8. */
  text(): Promise<string>;
  cancel(): void;
}

/** A body that is here. */
export class LocalSource implements BodySource {
  #content: string | Uint8Array<ArrayBuffer> | undefined;

  constructor(content: string | Uint8Array<ArrayBuffer>) {
    this.#content = content;
  }

  /** As it was given. */
  get content(): string | Uint8Array<ArrayBuffer> {
    return this.#content ?? '';
  }

  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const content = this.#content;
    this.#content = undefined;
    if (content === undefined || content.length === 0) return undefined;
    return typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
  }

  async text(): Promise<string> {
    const content = this.#content ?? '';
    this.#content = undefined;
    return typeof content === 'string' ? content.toWellFormed() : new TextDecoder().decode(content);
  }

  cancel(): void {
    this.#content = undefined;
  }
}

/** The body of an answer: the host has it, or is still getting it. */
export class HostSource implements BodySource {
  readonly #id: number;
  #abortReason: { readonly reason: unknown } | undefined;

  constructor(id: number, signal: AbortSignal | null) {
    this.#id = id;
    signal?.addEventListener(
      'abort',
      () => {
        this.#abortReason = { reason: signal.reason };
        this.cancel();
      },
      { once: true },
    );
  }

  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const piece = await this.#ask<string | null>('http.read');
    return piece === null ? undefined : fromBase64(piece);
  }

  async text(): Promise<string> {
    return await this.#ask<string>('http.text');
  }

  cancel(): void {
    closeCall(this.#id);
  }

  async #ask<Answer>(operation: string): Promise<Answer> {
    if (this.#abortReason) throw this.#abortReason.reason;
    try {
      return (await hostChannel.call(operation, { id: this.#id })) as Answer;
    } catch (error) {
      closeCall(this.#id);
      const aborted = this.#abortReason as { readonly reason: unknown } | undefined;
      throw aborted ? aborted.reason : error;
    }
  }
}

/** Tells the host that nobody waits for the call any more: it closes its connection. */
export function closeCall(id: number): void {
  hostChannel.call('http.close', { id }).catch(() => undefined);
}
