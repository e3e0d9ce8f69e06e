export type { ModelDefinition, ModelOptions, ModelValidationContext } from './model.ts';
export type { Plugin, PluginMigration, PluginOptions } from './plugin.ts';
