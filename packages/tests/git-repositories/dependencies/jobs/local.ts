import { Job } from '@jobwright/sdk';

export class Local extends Job {
  override run(): string {
    return 'local';
  }
}
