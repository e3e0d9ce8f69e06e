import type { ResourceDocument } from '../../administration/administered-resource.ts';

/** Summaries of the operations on what administers access. @param noun with its article: `a group` */
export function summariesOf(noun: string, plural: string): ResourceDocument['summaries'] {
  return {
    list: `List ${plural}`,
    retrieve: `Show ${noun}`,
    create: `Create ${noun}`,
    change: `Change ${noun}; what is left out stays`,
    delete: `Delete ${noun}`,
  };
}
