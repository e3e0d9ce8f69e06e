import { Job } from '@jobwright/sdk';

/** Does nothing: who may ask for it is what matters. */
export class Nothing extends Job {
  override async run(): Promise<void> {}
}
