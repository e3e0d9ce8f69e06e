/** For the platform only: no promise of stability is made for this entry point. @internal */
export * from './descriptor.ts';
export { describeJob, describeModule, type DescribeModuleOptions } from './describe-module.ts';
export { displayPaths, type DisplayPart, parseDisplay, renderDisplay } from './display.ts';
export { hydrateInput, type HydrateInputPorts } from './hydrate-input.ts';
export { type InputSchema, toJsonSchema } from './input-schema.ts';
export { findJobClass, type JobClass, jobClasses, type JobClassesOptions } from './job-classes.ts';
export {
  attachJobContext,
  type JobContext,
  type JobLogEntry,
  type JobLogLevel,
  type JobProgress,
} from './job-context.ts';
export { jobMethods } from './job-methods.ts';
export { ModelRegistry, type ObjectDescription } from './model-registry.ts';
export { type ValidatedInput, validateInput, type ValidateInputOptions } from './validate-input.ts';
export type { PatternMatcher } from './values/checked.ts';
export { isUuid } from './values/object-value.ts';
export type { FilePort } from '../uploaded-file.ts';
