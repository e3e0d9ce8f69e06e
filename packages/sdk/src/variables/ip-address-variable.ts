import { addressSchema } from '../internal/values/address-value.ts';
import type { IPAddress } from '../ip/ip-address.ts';
import { createVariable } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** An IP address without a mask. Made by {@link IPAddressVar}. */
export type IPAddressVariable<Value extends IPAddress | undefined = IPAddress | undefined> = Variable<
  'ip-address',
  Value
>;

/**
 * An IPv4 or IPv6 address without a mask. `run` receives an {@link IPAddress}.
 *
 * @throws {@link VariableOptionsError} when the default is no address
 * @example
 * ```ts
 * gateway = IPAddressVar({ default: '192.0.2.1' });
 * ```
 */
export function IPAddressVar<
  const Required extends boolean = true,
  const Default extends string | IPAddress | undefined = undefined,
>(options: IPAddressVarOptions<Required, Default> = {}): IPAddressVariable<Presence<IPAddress, Required, Default>> {
  const rules = { kind: 'ip-address' as const };
  return createVariable(options, { rules, schema: addressSchema(rules.kind) });
}

/** Whether a value was made by {@link IPAddressVar}. */
export function isIPAddressVariable(value: unknown): value is IPAddressVariable {
  return isVariableOfKind(value, 'ip-address');
}

/** Options of {@link IPAddressVar}: those of all variables. */
export interface IPAddressVarOptions<
  Required extends boolean = boolean,
  Default extends string | IPAddress | undefined = string | IPAddress | undefined,
> extends VariableOptions<Required, Default> {}
