/**
 * What a host that embeds Jobwright imports, and what `jobwright.config.ts` does.
 *
 * @packageDocumentation
 */

export { buildApp } from './app.ts';
export { type Config, type ConfigInput, defineConfig } from './config/config.ts';
export { loadConfig } from './config/load-config.ts';
export type { RunLimits } from './config/run-limits.ts';
export { type RunningServer, startServer, startWorkerProcess } from './server.ts';
