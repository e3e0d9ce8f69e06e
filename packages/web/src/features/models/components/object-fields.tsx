import { Fragment, type ReactNode } from 'react';
import { FieldValue } from '../../../components/field-value.tsx';
import { fieldLabel, type Model } from '../../../lib/models.ts';
import type { ModelObject } from '../api/objects.ts';
import { orderFields } from '../utils/columns.ts';
import classes from './object-fields.module.css';

/** Every field of an object. */
export function ObjectFields({ model, object }: { readonly model: Model; readonly object: ModelObject }): ReactNode {
  return (
    <dl className={classes['fields']}>
      {orderFields(model.fields).map(({ name, kind }) => (
        <Fragment key={name}>
          <dt>{fieldLabel(name)}</dt>
          <dd>
            <FieldValue value={kind === 'to-many' && isEmptyList(object[name]) ? null : object[name]} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
