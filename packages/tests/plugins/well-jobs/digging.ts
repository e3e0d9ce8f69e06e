import { Job } from '@jobwright/sdk';

export class Dig extends Job {
  override async run(): Promise<string> {
    const { depth } = await this.pluginSettings<{ readonly depth: number }>();
    return `dug ${depth} m`;
  }
}
