import { expectTypeOf } from 'vitest';
import {
  BooleanVar,
  ChoiceVar,
  FileVar,
  IntegerVar,
  IPAddressVar,
  type IPAddress,
  type IPNetwork,
  IPNetworkVar,
  Job,
  type JobData,
  type JobMeta,
  MultiChoiceVar,
  MultiObjectVar,
  ObjectVar,
  StringVar,
  TextVar,
  type UploadedFile,
} from './index.ts';

class Region {
  name = '';
}

abstract class Base extends Job {
  siteName = StringVar({ description: 'Name' });
}

class Every extends Base {
  static override meta: JobMeta = { name: 'Every', fieldOrder: ['count'] };

  notes = TextVar({ required: false });
  count = IntegerVar({ default: 4, required: false });
  enabled = BooleanVar();
  direction = ChoiceVar({
    choices: [
      ['n', 'North'],
      ['s', 'South'],
    ],
  });
  size = ChoiceVar({ choices: { small: 'Small', large: 'Large' }, required: false });
  colours = MultiChoiceVar({
    choices: [
      ['r', 'Red'],
      ['g', 'Green'],
    ],
    default: ['r'],
  });
  region = ObjectVar({ model: Region });
  parent = ObjectVar({ model: Region, required: false, nullOption: 'None' });
  regions = MultiObjectVar({ model: Region });
  file = FileVar({ required: false });
  gateway = IPAddressVar();
  block = IPNetworkVar({ required: false });

  protected helper() {
    return this.enabled;
  }

  // No return type: it must not make the type of `data` depend on itself.
  override async run(data: JobData<Every>, commit: boolean) {
    this.helper();
    return { first: data.siteName, commit, own: await this.later(data) };
  }

  async later(data: JobData<Every>) {
    return data.count;
  }
}

expectTypeOf<JobData<Every>>().toEqualTypeOf<{
  readonly siteName: string;
  readonly count: number;
  readonly enabled: boolean;
  readonly direction: 'n' | 's';
  readonly colours: ('r' | 'g')[];
  readonly region: Region;
  readonly regions: Region[];
  readonly gateway: IPAddress;
  readonly notes?: string | undefined;
  readonly size?: 'small' | 'large' | undefined;
  readonly parent?: Region | null | undefined;
  readonly file?: UploadedFile | undefined;
  readonly block?: IPNetwork | undefined;
}>();

class Clashing extends Job {
  // @ts-expect-error - a variable named like a member of Job
  em = StringVar();
  // @ts-expect-error - a variable named like a method of Job
  log = StringVar();
  // @ts-expect-error - a variable named like the method that receives it
  run = StringVar();
}

expectTypeOf<Clashing>().not.toBeAny();

class Foreign extends Job {
  count = IntegerVar();

  // A subclass's data fits where the data of its base is wanted.
  override run(data: JobData<Foreign>): number {
    return data.count;
  }
}

class Derived extends Foreign {
  extra = StringVar();

  override run(data: JobData<Derived>): number {
    return super.run(data) + data.extra.length;
  }
}

expectTypeOf<JobData<Derived>>().toExtend<JobData<Foreign>>();
