/** Entities of models: their key is `id`, the rest is known by metadata. */
export type ModelEntity = object & { readonly id: string };
