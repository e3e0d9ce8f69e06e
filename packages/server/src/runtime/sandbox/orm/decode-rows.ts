import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';

type Row = Record<string, unknown>;
type Decoder = (row: Row) => void;

/** Turns the text of dates in rows into dates, in place: JSON has none. */
export class RowDecoder {
  readonly #decoders = new Map<EntityMetadata, Decoder>();

  decode(meta: EntityMetadata, rows: readonly Row[]): void {
    const decode = this.#decoderOf(meta);
    for (const row of rows) decode(row);
  }

  #decoderOf(meta: EntityMetadata): Decoder {
    const known = this.#decoders.get(meta);
    if (known) return known;
    const properties = Object.values<EntityProperty>(meta.properties);
    const dates = properties.filter((it) => it.runtimeType === 'Date' && it.kind === ReferenceKind.SCALAR);
    const names = dates.map((property) => property.name);
    const relations = properties.filter((property) => property.targetMeta && property.kind !== ReferenceKind.SCALAR);
    const decode: Decoder = (row) => {
      for (const name of names) {
        const value = row[name];
        if (typeof value === 'string') row[name] = new Date(value);
      }
      for (const { name, targetMeta } of relations) {
        const value = row[name];
        // A key is text, a number or a list of those; what was joined is an object or a list of objects.
        if (typeof value !== 'object' || value === null || !targetMeta) continue;
        const joined = (Array.isArray(value) ? value : [value]).filter((item) => isRow(item));
        if (joined.length > 0) this.decode(targetMeta, joined);
      }
    };
    this.#decoders.set(meta, decode);
    return decode;
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
