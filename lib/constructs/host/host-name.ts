import { isIP } from 'node:net';
import { isClusterInternal } from '../../core/net/cluster-internal';
import { isEgressHostName } from '../../core/net/dns';
import type { PropCheck } from '../../core/prop-checks';

type HostSubject = { readonly props: { readonly host: string } };

const text = ({ props }: HostSubject) => String(props.host ?? '');
const NAME = 'a host name in lower case, such as api.example.com';

const withoutPort = (host: string) => host.replace(/:[0-9]*$/, '');

/** The advice that leaves only the host of a URL, if there is a usable one in it. */
function keepHost(url: string, rest: string): string {
  const authority = url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/, '');
  const host = withoutPort(authority.replace(/^.*@/, '')).toLowerCase();
  return isEgressHostName(host) ? `write host: '${host}'; ${rest}` : `write the DNS name alone; ${rest}`;
}

const isAddress = (host: string) => isIP(withoutPort(host)) !== 0 || isIP(host.replace(/^\[|\](:[0-9]*)?$/g, '')) !== 0;

interface Row {
  readonly breaks: (host: string) => boolean;
  readonly allowed: string;
  readonly fix: (host: string) => string;
}

/** What may be wrong with a host, the special before the general. */
const ROWS: readonly Row[] = [
  {
    breaks: (host) => host.includes('://'),
    allowed: `${NAME}, without a scheme`,
    fix: (host) => keepHost(host, 'whether TLS is spoken is said by tls'),
  },
  {
    breaks: (host) => /[/?#]/.test(host),
    allowed: `${NAME}, without a path`,
    fix: (host) => keepHost(host, 'a path is part of the request'),
  },
  {
    breaks: isAddress,
    allowed: `${NAME}; no IP address, which names no owner and can't be checked against a certificate`,
    fix: () => 'give the destination a DNS name',
  },
  {
    breaks: (host) => /:[0-9]*$/.test(host),
    allowed: `${NAME}, without a port`,
    fix: (host) => keepHost(host, `port: ${/[0-9]+$/.exec(host)?.[0] ?? 443}`),
  },
  {
    breaks: (host) => host.includes('*'),
    allowed: `${NAME}, without a wildcard: kgateway can't resolve one`,
    fix: () => 'declare each host by its full name',
  },
  {
    breaks: (host) => host !== host.toLowerCase() && isEgressHostName(host.toLowerCase()),
    allowed: NAME,
    fix: (host) => `write host: '${host.toLowerCase()}'`,
  },
  {
    breaks: (host) => isEgressHostName(host) && isClusterInternal(host),
    allowed: 'a host outside the cluster',
    fix: () => 'call Services of the cluster directly; they need no egress',
  },
  {
    breaks: () => true,
    allowed: `${NAME}: labels of a-z, 0-9 and - of at most 63, at most 253 characters in all`,
    fix: () => 'correct the name',
  },
];

/** What the name of a destination must be; the first row that breaks names the mistake. */
export const hostNameChecks: readonly PropCheck<HostSubject>[] = [
  {
    rule: 'input/host',
    path: 'host',
    breaks: (s) => !isExternal(text(s)),
    allowed: (s) => mistake(text(s)).allowed,
    fix: (s) => mistake(text(s)).fix(text(s)),
  },
];

function isExternal(host: string): boolean {
  return isEgressHostName(host) && !isClusterInternal(host);
}

function mistake(host: string): Row {
  return ROWS.find(({ breaks }) => breaks(host)) as Row;
}
