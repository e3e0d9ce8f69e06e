export { type Column, type WireValue } from './column.ts';
export { type ForeignKey, ForeignKeyGraph, loadForeignKeys, type Query } from './foreign-keys.ts';
export { type HostModel, HostModels } from './host-models.ts';
export { type ModelCollection } from './model-collection.ts';
