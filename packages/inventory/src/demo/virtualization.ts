import { IPAddress } from '../ipam/ip-address.ts';
import { ClusterGroup } from '../virtualization/cluster-group.ts';
import { ClusterType } from '../virtualization/cluster-type.ts';
import { Cluster } from '../virtualization/cluster.ts';
import { VirtualMachine } from '../virtualization/virtual-machine.ts';
import { VMInterface } from '../virtualization/vm-interface.ts';
import { type DemoContext, type DemoSite, need, withRole } from './demo-context.ts';

const services = ['web', 'api', 'db', 'cache', 'queue', 'mail', 'dns', 'ntp', 'log', 'backup'];

/** A cluster in each data centre, with ten machines. */
export function createClusters(
  { em, statuses, roles, platforms, tenants }: DemoContext,
  sites: readonly DemoSite[],
): void {
  const type = em.create(ClusterType, { name: 'Proxmox VE', slug: 'proxmox-ve' });
  const group = em.create(ClusterGroup, { name: 'Production', slug: 'production' });
  const status = need(statuses, 'active');
  for (const demo of sites.filter(({ plan }) => plan.kind === 'data-center')) {
    const { slug, number } = demo.plan;
    const cluster = em.create(Cluster, { name: `${slug}-cluster1`, type, group, site: demo.site });
    for (const { device } of withRole(demo, 'hypervisor')) device.cluster = cluster;
    for (const [index, service] of services.entries()) {
      const virtualMachine = em.create(VirtualMachine, {
        name: `${slug}-${service}1`,
        cluster,
        status: index === 9 ? need(statuses, 'staged') : status,
        role: need(roles, 'application-server'),
        platform: need(platforms, 'ubuntu-24-04'),
        tenant: need(tenants, index % 2 === 0 ? 'Retail' : 'Logistics'),
        vcpus: 2 + (index % 3) * 2,
        memory: 4096 * (1 + (index % 4)),
        disk: 40 + index * 20,
      });
      const vmInterface = em.create(VMInterface, { virtualMachine, name: 'eth0' });
      const dnsName = `${service}1.${slug}.meridian.example`;
      em.create(IPAddress, { address: `10.${number}.50.${10 + index}/24`, status, vmInterface, dnsName });
    }
  }
}
