import { IntegerVar, Job, StringVar, type JobData, type JobMeta } from '@jobwright/sdk';

export const name = 'Examples';

export class MyJobWithNoVars extends Job {
  static override meta: JobMeta = { name: 'Job without variables', description: 'Says hello' };

  override async run(): Promise<string> {
    const { user, clientIp } = this.request;
    this.logInfo(`Running as user ${user.username} (IP: ${clientIp ?? 'unknown'})...`);
    return 'Hello';
  }
}

export class MyJobWithVars extends Job {
  static override meta: JobMeta = { name: 'Job with variables', description: 'Repeats its input' };

  foo = StringVar({ description: 'Any text' });
  bar = IntegerVar({ description: 'Any whole number' });

  override async run(data: JobData<MyJobWithVars>, commit: boolean): Promise<object> {
    this.logInfo(`foo is **${data.foo}**, bar is **${data.bar}**`);
    return { foo: data.foo, bar: data.bar, commit };
  }
}
