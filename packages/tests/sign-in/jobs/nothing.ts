import { Job } from '@jobwright/sdk';

/** Does nothing: who comes in is what matters. */
export class Nothing extends Job {
  override async run(): Promise<void> {}
}
