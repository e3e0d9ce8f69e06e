/**
 * What tests of jobs and of the platform stand on. `@jobwright/testing` is the way in for authors of jobs.
 *
 * @packageDocumentation
 */

export type { BenchFile, BenchOutcome, BenchPermission, BenchRun, BenchUser } from './bench/bench-run.ts';
export { JobBench, type JobBenchOptions } from './bench/job-bench.ts';
export { findConfig, type JobPlace, placeJobModule } from './bench/job-place.ts';
export { loadPlugins, type LoadedPlugin } from '../config/load-plugins.ts';
export { defaultLimits, type RunLimits } from '../config/run-limits.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';
export { type NpmRegistry, packPackage, startNpmRegistry } from './npm-registry.ts';
