import { addressSchema } from '../internal/values/address-value.ts';
import type { IPNetwork } from '../ip/ip-network.ts';
import { assertLimits, createVariable, given } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** An IP network. Made by {@link IPNetworkVar}. */
export type IPNetworkVariable<Value extends IPNetwork | undefined = IPNetwork | undefined> = Variable<
  'ip-network',
  Value
>;

/**
 * An IPv4 or IPv6 network: `192.0.2.0/24`. `run` receives an {@link IPNetwork}. A value with host bits is refused, and
 * the message names the network that was probably meant.
 *
 * @throws {@link VariableOptionsError} when limits contradict each other or the default does not pass
 * @example
 * ```ts
 * block = IPNetworkVar({ minPrefixLength: 8, maxPrefixLength: 30 });
 * ```
 */
export function IPNetworkVar<
  const Required extends boolean = true,
  const Default extends string | IPNetwork | undefined = undefined,
>(options: IPNetworkVarOptions<Required, Default> = {}): IPNetworkVariable<Presence<IPNetwork, Required, Default>> {
  const { minPrefixLength, maxPrefixLength } = options;
  assertLimits({ minPrefixLength, maxPrefixLength }, { least: 0, most: 128 });
  const rules = given({ kind: 'ip-network' as const, minPrefixLength, maxPrefixLength });
  return createVariable(options, { rules, schema: addressSchema(rules.kind) });
}

/** Whether a value was made by {@link IPNetworkVar}. */
export function isIPNetworkVariable(value: unknown): value is IPNetworkVariable {
  return isVariableOfKind(value, 'ip-network');
}

/** Options of {@link IPNetworkVar}. */
export interface IPNetworkVarOptions<
  Required extends boolean = boolean,
  Default extends string | IPNetwork | undefined = string | IPNetwork | undefined,
> extends VariableOptions<Required, Default> {
  /** Least length of the prefix, 0 to 128. @defaultValue no limit */
  readonly minPrefixLength?: number;
  /** Greatest length of the prefix, 0 to 128. @defaultValue no limit */
  readonly maxPrefixLength?: number;
}
