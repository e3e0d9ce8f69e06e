import { DOMException } from './dom-exception.ts';

interface AbortEvent {
  readonly type: 'abort';
  readonly target: AbortSignal;
}

type Listener = ((event: AbortEvent) => void) | { handleEvent(event: AbortEvent): void };

/** Only this file makes signals, and aborts them. */
let createSignal: () => AbortSignal = () => {
  throw new TypeError('AbortSignal is not ready.');
};
let abortSignal: (signal: AbortSignal, reason: unknown) => void = () => undefined;

/** `AbortSignal` as https://dom.spec.whatwg.org/#interface-AbortSignal says, without the rest of events. */
export class AbortSignal {
  static #mayConstruct = false;
  #isAborted = false;
  #reason: unknown = undefined;
  #listeners: { readonly listener: Listener; readonly once: boolean }[] = [];
  onabort: ((event: AbortEvent) => void) | null = null;

  static {
    createSignal = () => {
      AbortSignal.#mayConstruct = true;
      try {
        return new AbortSignal();
      } finally {
        AbortSignal.#mayConstruct = false;
      }
    };
    abortSignal = (signal, reason) => signal.#abort(reason);
  }

  constructor() {
    if (!AbortSignal.#mayConstruct) throw new TypeError('Illegal constructor');
  }

  /** A signal that is aborted. */
  static abort(reason?: unknown): AbortSignal {
    const signal = createSignal();
    signal.#abort(reason);
    return signal;
  }

  /** A signal that is aborted after so many milliseconds. */
  static timeout(delayMs: number): AbortSignal {
    const signal = createSignal();
    setTimeout(
      () => signal.#abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      delayMs,
    );
    return signal;
  }

  /** A signal that is aborted with the first of others. */
  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const signal = createSignal();
    for (const source of signals) {
      if (source.aborted) {
        signal.#abort(source.reason);
        return signal;
      }
      source.addEventListener('abort', () => signal.#abort(source.reason), { once: true });
    }
    return signal;
  }

  get aborted(): boolean {
    return this.#isAborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#isAborted) throw this.#reason;
  }

  addEventListener(type: string, listener: Listener | null, options?: boolean | { readonly once?: boolean }): void {
    if (type !== 'abort' || listener === null) return;
    if (this.#listeners.some((known) => known.listener === listener)) return;
    this.#listeners.push({ listener, once: typeof options === 'object' && options.once === true });
  }

  removeEventListener(type: string, listener: Listener | null): void {
    if (type === 'abort') this.#listeners = this.#listeners.filter((known) => known.listener !== listener);
  }

  #abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    const event: AbortEvent = { type: 'abort', target: this };
    const listeners = this.#listeners;
    this.#listeners = listeners.filter(({ once }) => !once);
    for (const { listener } of listeners) tell(listener, event);
    if (this.onabort) tell(this.onabort, event);
  }
}

/** `AbortController` of the web. */
export class AbortController {
  readonly signal: AbortSignal = createSignal();

  abort(reason?: unknown): void {
    abortSignal(this.signal, reason);
  }
}

function tell(listener: Listener, event: AbortEvent): void {
  try {
    if (typeof listener === 'function') listener(event);
    else listener.handleEvent(event);
  } catch (error) {
    // As in any engine: it has no caller. The host hears of it as an unhandled rejection.
    void Promise.reject(error);
  }
}
