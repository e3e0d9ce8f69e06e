import { createObject } from './primordials.ts';

/** Answer of the host to what the isolate sends: taken, over a limit, or past the soft time limit. */
export const answers = { taken: 0, overLimit: 1, softTime: 2 } as const;
export type Answer = (typeof answers)[keyof typeof answers];

/**
 * What the host offers to the isolate: synchronous functions that take and give text, numbers and booleans. The host sets
 * each as a global named `$<name>`; {@link connectHost} takes them away before any job code is there.
 */
export interface HostFunctions {
  /** Asks for an operation. A text says why it was refused at once. */
  readonly call: (id: number, operation: string, json: string) => Answer | string;
  readonly group: (name: string) => void;
  // oxlint-disable-next-line max-params -- only texts and numbers cross: an object would have to be written as JSON
  readonly log: (level: number, message: string, model?: string, id?: string, display?: string) => Answer;
  readonly progress: (current: number, total: number | undefined, message: string | undefined) => Answer;
  /** Ends an invocation. With `tooLong`, `json` is the length that the value would have had. */
  readonly done: (id: number, kind: DoneKind, json: string) => void;
  /** Asks to be woken after so many milliseconds, once, instead of what was asked before. Negative: not at all. */
  readonly timer: (delayMs: number) => void;
  /** Random bytes, one per character. */
  readonly random: (byteCount: number) => string;
  /** Parts of a URL, one per line; undefined when it is none. */
  readonly parseUrl: (url: string, base: string | undefined) => string | undefined;
  /** The same after one part was set. */
  readonly changeUrl: (href: string, part: string, value: string) => string | undefined;
  /** Milliseconds since the isolate was made. */
  readonly clock: () => number;
}

/** How an invocation ended: with a value, with an error, or with a value that is too long to be sent. */
export const doneKinds = { returned: 0, threw: 1, tooLong: 2 } as const;
export type DoneKind = (typeof doneKinds)[keyof typeof doneKinds];

export const hostFunctionNames: readonly (keyof HostFunctions)[] = [
  'call',
  'group',
  'log',
  'progress',
  'done',
  'timer',
  'random',
  'parseUrl',
  'changeUrl',
  'clock',
];

const functions = createObject(null) as Record<string, unknown>;
pretendHost((id, operation) => void [id, operation]);

/** The functions of the host, reachable from modules of the sandbox only. Empty until the host is connected. */
export const host = functions as unknown as HostFunctions;

/**
 * Stands in for a host that is not there yet: libraries may write to the console or ask for the time when they are loaded,
 * and {@link HostFunctions.call} may be tried out.
 */
export function pretendHost(call: (id: number, operation: string) => void): void {
  const taken = (): Answer => answers.taken;
  const standIn: Partial<HostFunctions> = {
    call(id, operation) {
      call(id, operation);
      return answers.taken;
    },
    group: () => undefined,
    log: taken,
    progress: taken,
    done: () => undefined,
    timer: () => undefined,
    random: (byteCount) => '\0'.repeat(byteCount),
    clock: () => 0,
  };
  Object.assign(functions, standIn);
}

/** Takes the functions that the host has set. The bundle may have been evaluated long before, for a snapshot. */
export function connectHost(): void {
  const scope = globalThis as Record<string, unknown>;
  for (const name of hostFunctionNames) {
    functions[name] = scope[`$${name}`];
    delete scope[`$${name}`];
  }
}
