import { Code, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ObjectLink } from './object-link.tsx';
import { RelativeTime } from './relative-time.tsx';

/** A value of a field as REST shows it: a scalar, a choice, an object, or JSON. */
export function FieldValue({ value }: { readonly value: unknown }): ReactNode {
  if (value === null || value === undefined || value === '') {
    return (
      <Text span inherit c="dimmed" aria-label="nothing">
        —
      </Text>
    );
  }
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') return isTime(value) ? <RelativeTime time={value} /> : value;
  if (typeof value !== 'object') return `${value as number}`;
  if (Array.isArray(value) && value.every(isObject)) {
    return value.map((item, index) => (
      <span key={index}>
        {index > 0 && ', '}
        <FieldValue value={item} />
      </span>
    ));
  }
  if (isObject(value)) return <ObjectLink object={value} />;
  if ('label' in value && typeof value.label === 'string') return value.label;
  return <Code style={{ whiteSpace: 'pre-wrap' }}>{JSON.stringify(value)}</Code>;
}

interface ShownObject {
  readonly display: string;
  readonly url?: string | null;
}

function isObject(value: unknown): value is ShownObject {
  return typeof value === 'object' && value !== null && 'display' in value && typeof value.display === 'string';
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}
