/**
 * What authors of jobs and plugins import. Runs in the isolate and in Node; needs neither.
 *
 * @packageDocumentation
 */

export { baseProperties, type BaseProperties, type GeneratedProperty } from './base-properties.ts';
export {
  AbortJob,
  AddressError,
  type FieldProblems,
  FileFormatError,
  InputObjectMissingError,
  JobDefinitionError,
  JobNotRunningError,
  JobwrightError,
  ModelDefinitionError,
  ModelUnknownError,
  objectProblems,
  PluginDefinitionError,
  SoftTimeLimitExceeded,
  ValidationError,
  VariableNameError,
  VariableOptionsError,
} from './errors.ts';
export type { DryRunResponse } from './fetch-globals.ts';
export type { IPVersion } from './ip/address-space.ts';
export { IPAddress } from './ip/ip-address.ts';
export { IPNetwork } from './ip/ip-network.ts';
export { Job } from './job.ts';
export type { JobData } from './job-data.ts';
export type { JobMeta } from './job-meta.ts';
export type { JobRequest, JobResultInfo, JobUser } from './job-request.ts';
export { defineModel, type ModelDefinition, type ModelOptions, type ModelValidationContext } from './model.ts';
export { definePlugin, type Plugin, type PluginMigration, type PluginOptions } from './plugin.ts';
export { UploadedFile } from './uploaded-file.ts';
export {
  BooleanVar,
  type BooleanVariable,
  type BooleanVarOptions,
  isBooleanVariable,
} from './variables/boolean-variable.ts';
export {
  ChoiceVar,
  type ChoiceVariable,
  type ChoiceVarOptions,
  isChoiceVariable,
} from './variables/choice-variable.ts';
export type { Choices, ChoiceValue } from './variables/choices.ts';
export { FileVar, type FileVariable, type FileVarOptions, isFileVariable } from './variables/file-variable.ts';
export {
  IntegerVar,
  type IntegerVariable,
  type IntegerVarOptions,
  isIntegerVariable,
} from './variables/integer-variable.ts';
export {
  IPAddressVar,
  type IPAddressVariable,
  type IPAddressVarOptions,
  isIPAddressVariable,
} from './variables/ip-address-variable.ts';
export {
  IPAddressWithMaskVar,
  type IPAddressWithMaskVariable,
  type IPAddressWithMaskVarOptions,
  isIPAddressWithMaskVariable,
} from './variables/ip-address-with-mask-variable.ts';
export {
  IPNetworkVar,
  type IPNetworkVariable,
  type IPNetworkVarOptions,
  isIPNetworkVariable,
} from './variables/ip-network-variable.ts';
export {
  isMultiChoiceVariable,
  MultiChoiceVar,
  type MultiChoiceVariable,
  type MultiChoiceVarOptions,
} from './variables/multi-choice-variable.ts';
export {
  isMultiObjectVariable,
  MultiObjectVar,
  type MultiObjectVariable,
  type MultiObjectVarOptions,
} from './variables/multi-object-variable.ts';
export type { ObjectOptions, ObjectReference, QueryParamValue } from './variables/object-options.ts';
export {
  isObjectVariable,
  ObjectVar,
  type ObjectVariable,
  type ObjectVarOptions,
} from './variables/object-variable.ts';
export {
  isStringVariable,
  StringVar,
  type StringVariable,
  type StringVarOptions,
} from './variables/string-variable.ts';
export { isTextVariable, TextVar, type TextVariable, type TextVarOptions } from './variables/text-variable.ts';
export { isVariable, type Presence, type Variable, type VariableOptions } from './variables/variable.ts';
