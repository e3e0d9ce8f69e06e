import type { BenchPlatform } from './platform.ts';

/** One figure, with what it is measured against in the same run on the same machine. */
export interface Measurement {
  /** What is measured: `no-op run, POST → completed, p50`. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | '/s' | 'MB' | 'KB' | '×';
  /** The same work without the platform: the bare library, or the same code unsandboxed. */
  readonly reference?: { readonly name: string; readonly value: number };
  /** What the project promises of `value`, or of its ratio to the reference. */
  readonly target?: Target;
}

export interface Target {
  readonly of: 'value' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface BenchContext {
  /** A platform with the jobs of the bench, started on first use and shared by the parts. */
  readonly platform: () => Promise<BenchPlatform>;
  /** Fewer repetitions: to see that a part works. */
  readonly quick: boolean;
  /** Tells what is going on. */
  readonly report: (line: string) => void;
}

/** A file `scripts/bench/<name>.ts` that exports `part` is a part of the bench. */
export interface BenchPart {
  readonly name: string;
  run(context: BenchContext): Promise<readonly Measurement[]>;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
