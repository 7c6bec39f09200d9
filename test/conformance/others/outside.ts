// Everything outside that speaks another protocol than HTTP.
import { join } from 'node:path';
import type { Bed } from '../bed';
import type { Authority } from '../bed/certificates';
import type { Upstream } from '../bed/components/upstream';
import { https } from '../ways/outside';
import { BEHIND, BOTH, BROKERS, MAIL, MOVING, PROXY } from './app';
import type { ProxyOptions } from './forward-proxy';
import type { Broker, KafkaOptions } from './kafka-broker';
import type { MailOptions } from './mail-server';
import type { ForwarderOptions } from './sni-forwarder';

const own = (name: string, options: object) => ({ own: { file: join(__dirname, `${name}.ts`), options } });
const addressOf = ({ spec }: Upstream): string => spec.addresses[0] ?? '';

/** Starts brokers of Kafka that know each other. */
export async function kafka(bed: Bed, brokers: readonly Broker[]): Promise<void> {
  for (const self of brokers) {
    const options: KafkaOptions = { self, brokers };
    await bed.upstream({ port: self.port, name: self.host, ...own('kafka-broker', options) });
  }
}

/** Starts a mail server. */
export async function mailServer(bed: Bed, authority: Authority, name: string): Promise<void> {
  const options: MailOptions = { name, ...authority.issue({ names: [name] }) };
  await bed.upstream({ port: 587, name, ...own('mail-server', options) });
}

/**
 * Starts the forward proxy of a company, and a forwarder before it, to which the cluster resolves a host. Returns the address of the
 * proxy.
 */
export async function corporateProxy(
  bed: Bed,
  authority: Authority,
  { tunnel, forwarded, forwarder }: { readonly tunnel: string; readonly forwarded: string; readonly forwarder?: string },
): Promise<string> {
  const hosts: Record<string, string> = {};
  for (const name of [tunnel, forwarded]) hosts[name] = addressOf(await https(bed, authority, name));
  const options: ProxyOptions = { hosts };
  const host = addressOf(await bed.upstream({ port: PROXY.port, name: PROXY.host, ...own('forward-proxy', options) }));
  const toProxy: ForwarderOptions = { proxy: { host, port: PROXY.port } };
  const at = forwarder === undefined ? {} : { addresses: [forwarder] };
  await bed.upstream({ port: 443, name: forwarded, ...at, ...own('sni-forwarder', toProxy) });
  return host;
}

/** Starts all. Returns the authority that gateways and clients trust, and the address of {@link MOVING}. */
export async function outside(bed: Bed): Promise<{ authority: Authority; address: string }> {
  const authority = bed.authority('others');
  authority.trustBySystem();
  await kafka(bed, BROKERS);
  for (const name of Object.values(MAIL)) await mailServer(bed, authority, name);
  bed.setHost(BEHIND.plain, await corporateProxy(bed, authority, BEHIND));
  for (const name of Object.values(BOTH)) bed.setHost(name, addressOf(await https(bed, authority, name)), '2001:db8:0:0:0:0:0:1');
  return { authority, address: addressOf(await https(bed, authority, MOVING)) };
}
