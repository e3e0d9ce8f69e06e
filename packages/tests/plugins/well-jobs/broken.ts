import { Job } from '@jobwright/sdk';

export class Collapse extends Job {}

throw new Error('the well has collapsed');
