import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { IPNetwork } from '../ip/ip-network.ts';
import { IPAddressWithMaskVar } from './ip-address-with-mask-variable.ts';

class Inputs extends Job {
  plain = IPAddressWithMaskVar();
  optional = IPAddressWithMaskVar({ required: false });
  withTextDefault = IPAddressWithMaskVar({ required: false, default: '192.0.2.1/24' });
  withObjectDefault = IPAddressWithMaskVar({ default: IPNetwork.parse('192.0.2.1/24') });
}

test('it arrives as an IPNetwork', () => {
  expectTypeOf<JobData<Inputs>['plain']>().toEqualTypeOf<IPNetwork>();
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: IPNetwork;
    readonly withTextDefault: IPNetwork;
    readonly withObjectDefault: IPNetwork;
    readonly optional?: IPNetwork | undefined;
  }>();
});

test('a default of another type is an error', () => {
  // @ts-expect-error - a number is no address
  IPAddressWithMaskVar({ default: 3 });
});
