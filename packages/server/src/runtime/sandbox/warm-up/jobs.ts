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
import { ModelRegistry } from '@jobwright/sdk/internal';
import type { MainArguments } from '../../protocol.ts';
import { createJobModule } from '../job-module.ts';
import { createLifecycle } from '../lifecycle.ts';
import { reportError, reportValue } from '../output.ts';
import { whenSettled } from '../prelude/primordials.ts';
import type { RuntimePackages } from '../runtime-packages.ts';

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

  override run(): readonly object[] {
    this.logInfo('An entry.');
    this.logSuccess('Another.');
    this.progress(1, 2, 'Half done');
    return [{ name: 'a', number: 1 }];
  }

  testFailed(): boolean {
    return this.failed;
  }

  override postRun(): void {
    this.log(this.result.status);
  }
}

const jobResult = { id: '', jobPath: '', status: 'running', created: '', commit: false } as const;
const main: MainArguments = {
  className: 'Sample',
  data: { text: 'a', number: 1, address: '192.0.2.1', interface: '192.0.2.1/24', network: '2001:db8::/64' },
  commit: false,
  request: {
    id: '',
    user: { id: '', username: '', email: '', isSuperuser: false },
    headers: {},
    origin: 'api',
  },
  jobResult,
};
const maxLength = 1000;

/** Describes and runs a job without models, for nobody: what the engine compiles for it, it need not compile again. */
export function warmUpJobs(packages: RuntimePackages): void {
  const module = createJobModule(packages);
  module.load((it, _, require) => {
    it.exports = { ...require('@jobwright/sdk'), Sample };
  });
  const lifecycle = createLifecycle({
    module,
    models: new ModelRegistry([]),
    data: () => {
      throw new Error('The sample has no data.');
    },
  });
  const run = async (): Promise<unknown> => {
    await lifecycle.describe({ localExports: ['Sample'] });
    const result = await lifecycle.main(main);
    await lifecycle.postRun({ failed: false, result: { ...jobResult, status: 'completed' } });
    return result;
  };
  whenSettled(
    run(),
    (value) => reportValue(0, value, maxLength),
    (error) => reportError(0, error),
  );
}
