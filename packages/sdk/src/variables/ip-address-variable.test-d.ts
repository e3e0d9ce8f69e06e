import { expectTypeOf, test } from 'vitest';
import { Job, type JobData } from '../index.ts';
import { IPAddress } from '../ip/ip-address.ts';
import { IPAddressVar } from './ip-address-variable.ts';

class Inputs extends Job {
  plain = IPAddressVar();
  optional = IPAddressVar({ required: false });
  withTextDefault = IPAddressVar({ required: false, default: '192.0.2.1' });
  withObjectDefault = IPAddressVar({ default: IPAddress.parse('192.0.2.1') });
}

test('it arrives as an IPAddress', () => {
  expectTypeOf<JobData<Inputs>['plain']>().toEqualTypeOf<IPAddress>();
  expectTypeOf<JobData<Inputs>>().toEqualTypeOf<{
    readonly plain: IPAddress;
    readonly withTextDefault: IPAddress;
    readonly withObjectDefault: IPAddress;
    readonly optional?: IPAddress | undefined;
  }>();
});

test('a default of another type is an error', () => {
  // @ts-expect-error - a number is no address
  IPAddressVar({ default: 3 });
});
