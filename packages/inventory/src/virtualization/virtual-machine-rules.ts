import { ValidationError } from '@jobwright/sdk';
import { hasChanged, load } from '../common/changes.ts';
import { assertSwitching } from '../common/interface-rules.ts';
import { assertPrimaryIps } from '../common/primary-ip-rules.ts';
import { assertStatus } from '../common/status-rules.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { VMInterface } from './vm-interface.ts';

/**
 * The role is one for virtual machines; primary addresses are the machine's own.
 * @throws {@link ValidationError}
 */
export async function validateVirtualMachine(machine: VirtualMachine): Promise<void> {
  assertStatus(machine.status, 'virtualization.virtualmachine');
  if (machine.role && hasChanged(machine, ['role']) && !(await load(machine.role)).vmRole) {
    throw new ValidationError({ role_id: `The role "${machine.role.name}" is not for virtual machines.` });
  }
  await assertPrimaryIps(machine, async (address) => {
    return address.vmInterface ? (await load(address.vmInterface)).virtualMachine : undefined;
  });
}

/**
 * The parent is of the same machine; VLANs fit mode and site.
 * @throws {@link ValidationError}
 */
export async function validateVMInterface(vmInterface: VMInterface): Promise<void> {
  const { parent, virtualMachine } = vmInterface;
  if (parent && hasChanged(vmInterface, ['parent', 'virtualMachine'])) {
    if (parent === vmInterface) throw new ValidationError({ parent_id: 'An interface cannot be its own parent.' });
    if ((await load(parent)).virtualMachine !== virtualMachine) {
      throw new ValidationError({ parent_id: 'The parent must be of the same virtual machine.' });
    }
  }
  await assertSwitching(vmInterface, async () => {
    const { cluster } = await load(virtualMachine);
    return (await load(cluster)).site;
  });
}
