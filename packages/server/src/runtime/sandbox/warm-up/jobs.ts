import {
  BooleanVar,
  ChoiceVar,
  IntegerVar,
  IPAddressVar,
  IPAddressWithMaskVar,
  IPNetworkVar,
  Job,
  type JobMeta,
  MultiChoiceVar,
  StringVar,
  TextVar,
} from '@jobwright/sdk';
import {
  describeModule,
  hydrateInput,
  type HydrateInputPorts,
  jobMethods,
  ModelRegistry,
} from '@jobwright/sdk/internal';

class Sample extends Job {
  static override meta: JobMeta = { name: 'Sample', description: 'One variable of each kind.', fieldOrder: ['text'] };

  text = StringVar({ label: 'Text', minLength: 1, maxLength: 10, regex: '[a-z]+', default: 'a' });
  long = TextVar({ required: false });
  number = IntegerVar({ minValue: 0, maxValue: 10 });
  flag = BooleanVar({ default: true });
  choice = ChoiceVar({ choices: { a: 'A', b: 'B' } });
  choices = MultiChoiceVar({ choices: { a: 'A', b: 'B' } });
  address = IPAddressVar({});
  interface = IPAddressWithMaskVar({});
  network = IPNetworkVar({ minPrefixLength: 8 });

  override run(): void {
    // never called
  }

  testNothing(): void {
    // never called
  }
}

const input = { text: 'a', number: 1, address: '192.0.2.1', interface: '192.0.2.1/24', network: '2001:db8::/64' };
/** Nothing in the input is an object or a file. */
const ports: HydrateInputPorts = {
  loadObjects: () => Promise.resolve([]),
  openFile: () => Promise.reject(new Error()),
};

/** Describes a job and hydrates input, as every run does before its first method. */
export function warmUpJobs(): void {
  const { jobs } = describeModule({ Sample }, { models: new ModelRegistry([]) });
  void hydrateInput(jobs[0]?.variables ?? [], input, ports);
  jobMethods(new Sample());
}
