import { Readable } from 'node:stream';
import type { EntityClass } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyReply } from 'fastify';
import { InputInvalidError } from '../../errors.ts';
import { Type } from '../../http/typebox.ts';
import { toTexts, type RawQuery } from '../models/filters/parse-list-query.ts';
import type { Where } from '../models/filters/where.ts';

/** Records that are read at once. */
const batchSize = 1000;

const formats = ['ndjson', 'csv'] as const;
export type ExportFormat = (typeof formats)[number];

/** What an export takes besides the filters of the list. */
export const exportQuery = {
  format: Type.Optional(
    Type.Union(
      formats.map((format) => Type.Literal(format)),
      { description: '`ndjson`: a line of JSON for each record, as lists show it. `csv`: with a line of names first.' },
    ),
  ),
};

/** @throws {@link InputInvalidError} */
export function parseExportFormat(query: RawQuery): ExportFormat {
  const given = toTexts(query['format'] ?? 'ndjson').at(-1);
  const format = formats.find((known) => known === given);
  if (!format) throw new InputInvalidError({ format: [`Select a valid choice: ${formats.join(', ')}.`] });
  return format;
}

/** A record in an order by time. */
interface TimedRecord {
  readonly id: string;
  readonly time: Date;
}

export interface RecordExport<Item extends TimedRecord> {
  readonly em: EntityManager;
  readonly entity: EntityClass<Item>;
  readonly where: Where;
  readonly options?: object;
  /** As lists show them. */
  readonly show: (records: readonly Item[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly format: ExportFormat;
  /** Of a table, by name in what `show` gives; `user.id` for a part. */
  readonly columns: readonly string[];
}

/** Answers with all records that fulfil a condition, as a file of that name. */
export function sendExport<Item extends TimedRecord>(
  reply: FastifyReply,
  name: string,
  records: RecordExport<Item>,
): FastifyReply {
  const { format } = records;
  return reply
    .type(`${format === 'csv' ? 'text/csv' : 'application/x-ndjson'}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(exportRecords(records)));
}

/**
 * All records that fulfil a condition, oldest first. Reads them piece by piece, as fast as they are taken; what is added
 * meanwhile comes too.
 */
async function* exportRecords<Item extends TimedRecord>(records: RecordExport<Item>): AsyncGenerator<string> {
  const { em, entity, where, options, show, format, columns } = records;
  if (format === 'csv') yield csvLine(columns);
  let last: TimedRecord | undefined;
  for (;;) {
    const batch: Item[] = await em.find<Item>(
      entity,
      { $and: [where, last ? behind(last) : {}] } as never,
      {
        ...options,
        orderBy: { time: 'asc', id: 'asc' },
        limit: batchSize,
        disableIdentityMap: true,
      } as never,
    );
    if (batch.length === 0) return;
    const shown = await show(batch);
    yield shown
      .map((record) =>
        format === 'csv' ? csvLine(columns.map((column) => valueAt(record, column))) : `${JSON.stringify(record)}\n`,
      )
      .join('');
    last = batch.at(-1);
  }
}

/** The first part alone serves the index; the second one makes it exact. */
function behind({ time, id }: TimedRecord): Where {
  return { time: { $gte: time }, $or: [{ time: { $gt: time } }, { id: { $gt: id } }] };
}

function valueAt(record: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | null)?.[name], record);
}

/** https://www.rfc-editor.org/rfc/rfc4180 */
function csvLine(values: readonly unknown[]): string {
  return `${values.map((value) => csvValue(value)).join(',')}\r\n`;
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front: the names of refused sign-ins are
 * anybody's. https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
