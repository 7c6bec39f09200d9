import { parseCidr } from '../../core/net/cidr';
import { isEgressHostName } from '../../core/net/dns';
import { isPublicHost } from '../../core/net/public-host';
import { addressesOf } from '../../core/net/region';
import { intersection, type Spans } from '../../core/net/spans';
import type { PropCheck } from '../../core/prop-checks';
import type { IEgressGateway } from '../gateway/gateway-base';

interface AddressSubject {
  readonly props: { readonly host: string; readonly gateway: IEgressGateway; readonly addresses?: readonly string[] };
}

/** No host has them: unspecified, loopback, link-local with the metadata of clouds, multicast and reserved, and IPv4 as IPv6. */
const NOBODY = rangesOf([
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/127', '::ffff:0:0/96', 'fe80::/10', 'ff00::/8'],
]);

function rangesOf(texts: readonly string[]): Spans {
  return addressesOf(texts.flatMap((text) => parseCidr(text) ?? []));
}

const badAddresses = ({ props: { addresses = [] } }: AddressSubject) =>
  addresses.filter((address) => intersection(rangesOf([address]), NOBODY).length > 0);

/** Names below `.invalid` never resolve (RFC 6761). */
const isInside = (host: string) => isEgressHostName(host) && !isPublicHost(host) && !host.endsWith('.invalid');

/** The checks of the property `addresses` of a host. */
export const addressChecks: readonly PropCheck<AddressSubject>[] = [
  {
    rule: 'input/addresses',
    path: 'addresses',
    breaks: ({ props }) => props.gateway.isImported && props.addresses !== undefined,
    allowed: 'no addresses at a gateway of another repository, whose owner writes its network policy',
    fix: 'remove addresses, and add { port, addresses } to the property destinations of its EgressGateway',
  },
  {
    rule: 'input/addresses',
    path: 'addresses',
    breaks: (s) => badAddresses(s).length > 0,
    got: badAddresses,
    allowed: 'addresses without loopback, link-local (the metadata of clouds), multicast and reserved ones',
    fix: 'specify only the addresses of the host',
  },
  {
    rule: 'input/addresses',
    path: 'addresses',
    breaks: ({ props: { gateway, addresses, host } }) => !gateway.isImported && addresses === undefined && isInside(host),
    got: ({ props }) => `none, for ${props.host}`,
    allowed: 'the addresses of a host in a private network: the network policy of the gateway closes such networks',
    fix: "specify what the name resolves to, such as addresses: ['10.20.30.40']",
  },
];
