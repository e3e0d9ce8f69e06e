import { Manufacturer } from '@jobwright/inventory';
import { Job, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Writes to the database, says so, and then stays for as long as nobody stops it. */
export class WriteThenWait extends Job {
  manufacturerName = StringVar();

  override async run(data: JobData<WriteThenWait>): Promise<void> {
    const slug = data.manufacturerName.toLowerCase().replaceAll(' ', '-');
    await this.validatedSave(this.em.create(Manufacturer, { name: data.manufacturerName, slug }));
    await this.em.flush();
    this.logInfo('written');
    await pause(60_000);
  }
}

export class Quick extends Job {
  manufacturerName = StringVar();

  override async run(data: JobData<Quick>): Promise<string> {
    const slug = data.manufacturerName.toLowerCase().replaceAll(' ', '-');
    await this.validatedSave(this.em.create(Manufacturer, { name: data.manufacturerName, slug }));
    return 'done';
  }
}

export class OneAtATime extends Job {
  static override meta: JobMeta = { singleton: true };

  override async run(): Promise<void> {
    this.logInfo('begun');
    await pause(500);
  }
}
