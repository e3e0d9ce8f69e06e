// `pnpm bench [--quick] [part …]`: measures the built platform and prints a table and JSON. Each figure stands beside its
// reference, measured in the same run; figures of different runs or machines say little about each other.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchContext, BenchPart } from './part.ts';
import { startPlatform, type BenchPlatform } from './platform.ts';
import { formatTable, judge, type BenchResult } from './print-results.ts';

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const resultFolder = join(import.meta.dirname, '../../bench-results');
const notParts = new Set(['main.ts', 'part.ts', 'platform.ts', 'print-results.ts', 'watch-process.ts']);

const parts = await loadParts(positionals);
let started: Promise<BenchPlatform> | undefined;
const context: BenchContext = {
  quick: values.quick,
  platform: () => (started ??= startPlatform()),
  report: (line) => console.error(`  ${line}`),
};

const results: BenchResult[] = [];
try {
  for (const part of parts) {
    console.error(part.name);
    const measurements = await part.run(context);
    results.push(...measurements.map((measurement) => judge(part.name, measurement)));
  }
} finally {
  await (await started)?.[Symbol.asyncDispose]();
}

const report = {
  date: new Date().toISOString(),
  machine: {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
  },
  quick: values.quick,
  results,
};
console.log(formatTable(results));
console.log(JSON.stringify(report, undefined, 2));
await mkdir(resultFolder, { recursive: true });
await writeFile(
  join(resultFolder, `${report.date.replaceAll(':', '-')}.json`),
  `${JSON.stringify(report, undefined, 2)}\n`,
);

async function loadParts(names: readonly string[]): Promise<readonly BenchPart[]> {
  const files = (await readdir(import.meta.dirname)).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !notParts.has(file),
  );
  const modules = await Promise.all(files.map((file) => import(`./${file}`) as Promise<{ part?: BenchPart }>));
  const all = modules.flatMap(({ part }) => part ?? []);
  const unknown = names.filter((name) => all.every((part) => part.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}.`);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}
