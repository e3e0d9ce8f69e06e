import { storableJson } from '../worker/slot/storable-json.ts';

/**
 * A JSON value as PostgreSQL can store it, see {@link storableJson}. What authors name their jobs must not keep the others
 * from being stored.
 */
export function storable<Value>(value: Value): Value {
  return JSON.parse(storableJson(value)) as Value;
}
