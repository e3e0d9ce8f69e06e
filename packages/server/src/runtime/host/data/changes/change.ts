import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { WireValue } from '../../../../registry/index.ts';

/** A column before and after. `before` is absent for a create, `after` for a delete; empty columns are left out of both. */
export interface FieldDifference {
  readonly before?: WireValue;
  readonly after?: WireValue;
}

/** An object that went, or lost a reference, because another one was deleted. */
export interface DraggedObject {
  readonly action: 'delete' | 'update';
  readonly model: string;
  readonly id: string;
  readonly display: string;
}

/** What a unit of work did to one object, net. */
export interface Change {
  /** Order of first touch; the first of a run is 1. */
  readonly seq: number;
  readonly action: 'create' | 'update' | 'delete';
  /** Label of the model. */
  readonly model: string;
  readonly id: string;
  readonly display: string;
  readonly fields: Readonly<Record<string, FieldDifference>>;
  readonly versionBefore?: string;
  readonly cascades?: readonly DraggedObject[];
}

/** The net changes of a unit of work, in order, each with its canonical JSON (RFC 8785). */
export interface ChangeList {
  readonly changes: readonly Change[];
  readonly texts: readonly string[];
}

/** Writes a change in canonical JSON. */
export function canonicalText(change: Change): string {
  return canonicalize(change) ?? '';
}

/** SHA-256, in hexadecimal, over the canonical JSON of the list of all changes of a run. */
export function digestOf(lists: readonly ChangeList[]): string {
  const hash = createHash('sha256').update('[');
  for (const [index, text] of lists.flatMap((list) => list.texts).entries())
    hash.update(index === 0 ? text : `,${text}`);
  return hash.update(']').digest('hex');
}
