import { Device } from '@jobwright/inventory';
import { IntegerVar, Job, ObjectVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'Bench';

export class NoOp extends Job {
  static override meta: JobMeta = { name: 'Do nothing, with models at hand' };

  override async run(): Promise<string> {
    return 'done';
  }
}

export class LogFlood extends Job {
  static override meta: JobMeta = { name: 'Write many log entries', readOnly: true };

  count = IntegerVar({ description: 'Number of entries', minValue: 1 });

  override async run(data: JobData<LogFlood>): Promise<void> {
    for (let number = 1; number <= data.count; number++) this.logInfo(`Entry ${number} of ${data.count}`);
  }
}

export class ChooseDevice extends Job {
  static override meta: JobMeta = { name: 'Choose a device', readOnly: true };

  device = ObjectVar({ model: Device });

  override async run(data: JobData<ChooseDevice>): Promise<string> {
    return data.device.name ?? data.device.id;
  }
}
