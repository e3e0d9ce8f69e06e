import { Job, type JobMeta } from '@jobwright/sdk';

export const name = 'Nothing';

export class NoOp extends Job {
  static override meta: JobMeta = { name: 'Do nothing' };

  override async run(): Promise<string> {
    return 'done';
  }
}
