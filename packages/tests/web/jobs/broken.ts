import { Job } from '@jobwright/sdk';

export class Broken extends Job {
  override run(): void {}
}

throw new Error('This module does not load <img src=x onerror=alert(1)>');
