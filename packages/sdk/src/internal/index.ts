/** For the platform only: no promise of stability is made for this entry point. @internal */
export * from './descriptor.ts';
export { displayPaths, type DisplayPart, parseDisplay, renderDisplay } from './display.ts';
export {
  attachJobContext,
  type JobContext,
  type JobLogEntry,
  type JobLogLevel,
  type JobProgress,
} from './job-context.ts';
export { ModelRegistry, type ObjectDescription } from './model-registry.ts';
