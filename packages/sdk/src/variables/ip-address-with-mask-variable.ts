import { addressSchema } from '../internal/values/address-value.ts';
import type { IPNetwork } from '../ip/ip-network.ts';
import { createVariable } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** An IP address with its mask. Made by {@link IPAddressWithMaskVar}. */
export type IPAddressWithMaskVariable<Value extends IPNetwork | undefined = IPNetwork | undefined> = Variable<
  'ip-address-with-mask',
  Value
>;

/**
 * An IPv4 or IPv6 address with a mask: `192.0.2.5/24`. `run` receives an {@link IPNetwork} whose `ip` is the address
 * and whose `cidr` is the network around it. A value without a mask is refused.
 *
 * @throws {@link VariableOptionsError} when the default is no address with a mask
 * @example
 * ```ts
 * management = IPAddressWithMaskVar({ required: false });
 * ```
 */
export function IPAddressWithMaskVar<
  const Required extends boolean = true,
  const Default extends string | IPNetwork | undefined = undefined,
>(
  options: IPAddressWithMaskVarOptions<Required, Default> = {},
): IPAddressWithMaskVariable<Presence<IPNetwork, Required, Default>> {
  const rules = { kind: 'ip-address-with-mask' as const };
  return createVariable(options, { rules, schema: addressSchema(rules.kind) });
}

/** Whether a value was made by {@link IPAddressWithMaskVar}. */
export function isIPAddressWithMaskVariable(value: unknown): value is IPAddressWithMaskVariable {
  return isVariableOfKind(value, 'ip-address-with-mask');
}

/** Options of {@link IPAddressWithMaskVar}: those of all variables. */
export interface IPAddressWithMaskVarOptions<
  Required extends boolean = boolean,
  Default extends string | IPNetwork | undefined = string | IPNetwork | undefined,
> extends VariableOptions<Required, Default> {}
