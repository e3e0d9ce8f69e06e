import { randomBytes } from 'node:crypto';
import ivm from 'isolated-vm';
import { RuntimeBootError } from '../../../errors/sandbox.ts';
import type { IsolateKind } from './isolate-kind.ts';
import { changeUrl, parseUrl } from './url-parts.ts';

/** What an isolate sends, as the session takes it. Everything in it is hostile: types are not what they are said to be. */
export interface IsolatePort {
  /** 0 taken, 1 over a limit, 2 past the soft time limit, or why the call is refused. */
  call(id: unknown, operation: unknown, json: unknown): number | string;
  group(name: unknown): void;
  log(level: unknown, message: unknown, object: readonly unknown[]): number;
  progress(current: unknown, total: unknown, message: unknown): number;
  done(id: unknown, kind: unknown, json: unknown): void;
  timer(delayMs: unknown): void;
}

export interface IsolateOptions {
  readonly kind: IsolateKind;
  readonly heapMb: number;
  readonly head: IsolateHead;
}

/** What an isolate begins with. */
export type IsolateHead =
  /** A heap in which the runtime bundle has been evaluated, for isolates of this kind. */
  | { readonly snapshot: ivm.ExternalCopy<ArrayBuffer> }
  /** Text of the runtime bundle and, if there is one, its compiled code. */
  | { readonly code: string; readonly codeCache?: ivm.ExternalCopy<ArrayBuffer> | undefined };

type Door = Readonly<Record<'load' | 'invoke' | 'settle' | 'wake' | 'softLimit', ivm.Reference>>;

/** Name that the frames of the runtime bundle carry. */
export const bundleFilename = 'runtime:///bundle.js';
/** Scripts that use what jobs use, before the host is connected. */
export const warmUpScripts: Readonly<Record<IsolateKind, string>> = {
  plain: '$sandbox.warmUp(false);',
  models: '$sandbox.warmUp(true);',
};
/** Evaluating the bundle takes some 10 ms; a machine under load gets the benefit of the doubt. */
const bootTimeoutMs = 20_000;
const overLimit = 1;
const maxRandomBytes = 4096;
const maxUrlLength = 100_000;

/**
 * An isolate with the runtime bundle in it, ready for one job module. It is entered on this thread, always with a timeout:
 * that covers what runs after an `await` too, and while it runs nothing can pile up here.
 */
export class SandboxIsolate implements Disposable {
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #door: Door;
  #port: IsolatePort | undefined;
  readonly kind: IsolateKind;
  readonly heapMb: number;

  /** @throws {@link RuntimeBootError} when the bundle cannot be evaluated */
  constructor({ kind, heapMb, head }: IsolateOptions) {
    this.kind = kind;
    this.heapMb = heapMb;
    // No onCatastrophicError: a process that aborts is cleaner than a thread that is stuck.
    this.#isolate = new ivm.Isolate({
      memoryLimit: heapMb,
      ...('snapshot' in head ? { snapshot: head.snapshot } : {}),
    });
    try {
      this.#context = this.#isolate.createContextSync();
      if ('code' in head) this.#evaluateBundle(head.code, head.codeCache);
      this.#setHostFunctions();
      this.#door = this.#takeDoor();
    } catch (error) {
      this[Symbol.dispose]();
      throw new RuntimeBootError(error instanceof Error ? `${error.name}: ${error.message}` : 'it threw');
    }
  }

  /** Processor time that it has used, in milliseconds. */
  get cpuMs(): number {
    return this.#isolate.isDisposed ? 0 : Number(this.#isolate.cpuTime) / 1e6;
  }

  /** Also true after the isolate passed its heap limit: the engine gives up on it. */
  get isDisposed(): boolean {
    return this.#isolate.isDisposed;
  }

  /** Says who takes what the isolate sends from here on. */
  connect(port: IsolatePort): void {
    this.#port = port;
  }

  /** Compiles and evaluates the module of the job. */
  load(module: { readonly code: string; readonly filename: string }, timeoutMs: number): void {
    const prefix = '(function (module, exports, require) {';
    const factory = this.#context.evalSync(`${prefix}${module.code}\n})`, {
      filename: module.filename,
      // The first line of the author's bundle keeps its columns.
      columnOffset: -prefix.length,
      reference: true,
      timeout: timeoutMs,
    });
    this.#door.load.applySync(undefined, [factory.derefInto({ release: true })], { timeout: timeoutMs });
  }

  invoke(call: { readonly id: number; readonly entry: string; readonly json: string }, timeoutMs: number): void {
    this.#door.invoke.applySync(undefined, [call.id, call.entry, call.json], { timeout: timeoutMs });
  }

  /** Answers to calls: for each its id, whether it went well, and JSON. */
  settle(batch: readonly (number | boolean | string)[], timeoutMs: number): void {
    this.#door.settle.applySync(undefined, [...batch], { timeout: timeoutMs });
  }

  wake(timeoutMs: number): void {
    this.#door.wake.applySync(undefined, [], { timeout: timeoutMs });
  }

  softLimit(timeoutMs: number): void {
    this.#door.softLimit.applySync(undefined, [], { timeout: timeoutMs });
  }

  [Symbol.dispose](): void {
    this.#port = undefined;
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  #evaluateBundle(code: string, codeCache: ivm.ExternalCopy<ArrayBuffer> | undefined): void {
    const script = this.#isolate.compileScriptSync(code, {
      filename: bundleFilename,
      ...(codeCache === undefined ? {} : { cachedData: codeCache }),
    });
    script.runSync(this.#context, { timeout: bootTimeoutMs });
    script.release();
  }

  #setHostFunctions(): void {
    const startedAt = performance.now();
    const set = (name: string, take: (...values: unknown[]) => unknown, onFailure: unknown) => {
      const guarded = (...values: unknown[]) => {
        try {
          return take(...values);
        } catch {
          return onFailure; // a stack overflow at the worst: nothing of the host is thrown into the isolate
        }
      };
      this.#context.global.setSync(`$${name}`, new ivm.Callback(guarded));
    };
    set('call', (id, operation, json) => this.#port?.call(id, operation, json) ?? overLimit, overLimit);
    set('group', (name) => this.#port?.group(name), undefined);
    set('log', (level, message, ...object) => this.#port?.log(level, message, object) ?? 0, overLimit);
    set('progress', (current, total, message) => this.#port?.progress(current, total, message) ?? 0, overLimit);
    set('done', (id, kind, json) => this.#port?.done(id, kind, json), undefined);
    set('timer', (delayMs) => this.#port?.timer(delayMs), undefined);
    set('clock', () => performance.now() - startedAt, 0);
    set('random', (count) => randomBytes(Math.min(Number(count), maxRandomBytes)).toString('latin1'), '');
    set(
      'parseUrl',
      (url, base) => (isUrlText(url) && isUrlText(base ?? '') ? parseUrl(url, base) : undefined),
      undefined,
    );
    set(
      'changeUrl',
      (href, part, value) => (isUrlText(href) && isUrlText(value) ? changeUrl(href, String(part), value) : undefined),
      undefined,
    );
  }

  #takeDoor(): Door {
    const { global } = this.#context;
    const door = global.getSync('$sandbox', { reference: true }) as ivm.Reference<Record<string, unknown>>;
    global.deleteSync('$sandbox');
    const take = (name: string) => door.getSync(name, { reference: true }) as ivm.Reference;
    // Nothing is left to do when it begins with a snapshot of its kind.
    if (this.kind === 'models') take('openData').applySync(undefined, [], { timeout: bootTimeoutMs });
    take('connect').applySync(undefined, [], { timeout: bootTimeoutMs });
    return {
      load: take('load'),
      invoke: take('invoke'),
      settle: take('settle'),
      wake: take('wake'),
      softLimit: take('softLimit'),
    };
  }
}

function isUrlText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxUrlLength;
}
