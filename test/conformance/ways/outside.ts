// Everything outside: an upstream for each host, with certificates of an authority that gateways and clients trust.
import type { Bed } from '../bed';
import type { Authority } from '../bed/certificates';
import type { Upstream } from '../bed/components/upstream';
import { METADATA, UPSTREAM } from '../bed/network';
import { HOSTS, SUFFIX } from './names';

/** A server over TLS that reports what it receives. */
export async function https(bed: Bed, authority: Authority, name: string, names = [name], address?: string): Promise<Upstream> {
  const tls = authority.issue({ names });
  const upstream = await bed.upstream({ port: 443, name, tls, ...(address && { addresses: [address] }) });
  await upstream.behave({ reportAs: name });
  return upstream;
}

/** Names under the suffix whose destination is inside. Each of them has a valid certificate. */
export const INSIDE = {
  [`private.${SUFFIX}`]: UPSTREAM,
  [`metadata.${SUFFIX}`]: METADATA,
  [`loopback.${SUFFIX}`]: '127.0.0.1',
} as const;

/** Another host, which nobody may call. */
export const FOREIGN = 'foreign.example.com';

/** Starts the upstreams. Returns the authority of their certificates, and the upstreams by name. */
export async function outside(bed: Bed): Promise<{ authority: Authority; upstreams: ReadonlyMap<string, Upstream> }> {
  const authority = bed.authority('ways');
  authority.trustBySystem();
  const upstreams = new Map<string, Upstream>();
  const { tcp, ...overHttp } = HOSTS;
  for (const name of [...Object.values(overHttp), FOREIGN]) upstreams.set(name, await https(bed, authority, name));
  const wildcard = `*.${SUFFIX}`;
  upstreams.set(wildcard, await https(bed, authority, wildcard));
  upstreams.set(`wrong.${SUFFIX}`, await https(bed, authority, `wrong.${SUFFIX}`, [FOREIGN]));
  for (const [name, address] of Object.entries(INSIDE).filter(([, one]) => one !== '127.0.0.1'))
    upstreams.set(name, await https(bed, authority, name, [wildcard], address));
  bed.setHost(`loopback.${SUFFIX}`, '127.0.0.1');
  upstreams.set(tcp, await bed.upstream({ port: 5432, name: tcp, linesAs: tcp }));
  return { authority, upstreams };
}

/** Starts upstreams of other names. Returns the authority of their certificates, which the gateway trusts. */
export async function outsideOf(
  bed: Bed,
  { https: names, wildcard, tcp }: { readonly https: readonly string[]; readonly wildcard: string; readonly tcp: string },
): Promise<Authority> {
  const authority = bed.authority('outside');
  authority.trustBySystem();
  for (const name of [...names, wildcard]) await https(bed, authority, name);
  await bed.upstream({ port: 5432, name: tcp, linesAs: tcp });
  return authority;
}
