export type { Query } from '../database/query.ts';
export { type Column, type WireValue } from './column.ts';
export { type ForeignKey, ForeignKeyGraph, loadForeignKeys } from './foreign-keys.ts';
export { type HostModel, HostModels } from './host-models.ts';
export { type ModelCollection } from './model-collection.ts';
