/** A condition in MikroORM's operators on an entity that is known by its metadata alone. */
export type Where = object;
