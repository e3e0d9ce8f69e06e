import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { IPNetwork } from '../ip/ip-network.ts';
import { IPNetworkVar } from './ip-network-variable.ts';

class Inputs extends Job {
  plain = IPNetworkVar();
  limited = IPNetworkVar({ minPrefixLength: 0, maxPrefixLength: 30 });
  optional = IPNetworkVar({ required: false });
  withTextDefault = IPNetworkVar({ required: false, default: '192.0.2.0/24' });
  withObjectDefault = IPNetworkVar({ default: IPNetwork.parse('192.0.2.0/24') });
}

test('it arrives as an IPNetwork', () => {
  expectTypeOf<JobData<Inputs>['plain']>().toEqualTypeOf<IPNetwork>();
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: IPNetwork;
    readonly limited: IPNetwork;
    readonly withTextDefault: IPNetwork;
    readonly withObjectDefault: IPNetwork;
    readonly optional?: IPNetwork | undefined;
  }>();
});

test('a default of another type is an error', () => {
  // @ts-expect-error - a number is no address
  IPNetworkVar({ default: 3 });
});
