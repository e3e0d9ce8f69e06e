import { throwIfSoftLimitDue } from '../soft-limit.ts';
import { defineGlobal } from './define-global.ts';
import { host } from './host-functions.ts';
import { mapDelete, mapForEach, mapGet, MapConstructor, mapSet } from './primordials.ts';

interface Timer {
  readonly callback: (...args: readonly unknown[]) => void;
  readonly args: readonly unknown[];
  readonly intervalMs: number | undefined;
  dueMs: number;
}

/** A job that has more than this has lost count of them. */
const maxTimers = 50_000;
const maxDelayMs = 2_147_483_647;

const timers = new MapConstructor<number, Timer>();
let lastId = 0;
/** When the host will call {@link wakeTimers}; infinite when it was not asked to. */
let wakeAtMs = Infinity;

/** Timers of the isolate: the host has one for all of them. */
export function installTimers(): void {
  defineGlobal('setTimeout', (callback: unknown, delayMs?: unknown, ...args: readonly unknown[]) =>
    addTimer(callback, { delayMs, args, repeats: false }),
  );
  defineGlobal('setInterval', (callback: unknown, delayMs?: unknown, ...args: readonly unknown[]) =>
    addTimer(callback, { delayMs, args, repeats: true }),
  );
  defineGlobal('clearTimeout', removeTimer);
  defineGlobal('clearInterval', removeTimer);
}

/** Calls what is due, in order of time, then asks for the next. Called by the host. */
export function wakeTimers(): void {
  wakeAtMs = Infinity;
  const nowMs = host.clock();
  for (let timer = takeDue(nowMs); timer !== undefined; timer = takeDue(nowMs)) {
    try {
      timer.callback(...timer.args);
    } catch (error) {
      // As in any engine: it has no caller. The host hears of it as an unhandled rejection.
      void Promise.reject(error);
    }
  }
  schedule();
}

function addTimer(
  callback: unknown,
  options: { readonly delayMs: unknown; readonly args: readonly unknown[]; readonly repeats: boolean },
): number {
  throwIfSoftLimitDue();
  if (typeof callback !== 'function') throw new TypeError('The first argument of a timer has to be a function.');
  if (timers.size >= maxTimers) throw new RangeError(`A run can have ${maxTimers} timers at the same time, no more.`);
  const wantedMs = Number(options.delayMs ?? 0);
  // At least 1 ms, as in Node; an interval of 0 would never let anything else run.
  const delayMs = wantedMs >= 1 && wantedMs <= maxDelayMs ? wantedMs : 1;
  const dueMs = host.clock() + delayMs;
  const id = ++lastId;
  const intervalMs = options.repeats ? delayMs : undefined;
  mapSet(timers, id, { callback: callback as Timer['callback'], args: options.args, intervalMs, dueMs });
  if (dueMs < wakeAtMs) wakeAt(dueMs, delayMs);
  return id;
}

function removeTimer(id: unknown): void {
  if (!mapDelete(timers, Number(id))) return;
  if (timers.size === 0 && wakeAtMs !== Infinity) {
    wakeAtMs = Infinity;
    host.timer(-1);
  }
}

/** The timer that is due first of those that are due, in order of creation among equals. */
function takeDue(nowMs: number): Timer | undefined {
  const id = findFirst();
  const timer = id === undefined ? undefined : (mapGet(timers, id) as Timer);
  if (id === undefined || timer === undefined || timer.dueMs > nowMs) return undefined;
  if (timer.intervalMs === undefined) mapDelete(timers, id);
  else timer.dueMs = nowMs + timer.intervalMs;
  return timer;
}

function schedule(): void {
  const id = findFirst();
  if (id === undefined) return;
  const { dueMs } = mapGet(timers, id) as Timer;
  if (dueMs < wakeAtMs) wakeAt(dueMs, Math.max(0, dueMs - host.clock()));
}

function wakeAt(dueMs: number, delayMs: number): void {
  wakeAtMs = dueMs;
  host.timer(delayMs);
}

function findFirst(): number | undefined {
  let first: number | undefined;
  let firstDueMs = Infinity;
  mapForEach(timers, (timer, id) => {
    const { dueMs } = timer as Timer;
    if (dueMs >= firstDueMs) return;
    firstDueMs = dueMs;
    first = id as number;
  });
  return first;
}
