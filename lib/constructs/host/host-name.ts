import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isClusterInternal } from '../../core/net/cluster-internal';
import { isEgressHostName, isEgressHostPattern } from '../../core/net/dns';
import { publicSuffixOf } from '../../core/net/public-suffix';
import type { PropCheck } from '../../core/prop-checks';

type HostSubject = { readonly props: { readonly host: string } };

const text = ({ props }: HostSubject) => props.host;
const NAME = 'a host name in lower case, such as api.example.com';

const withoutPort = (host: string) => host.replace(/:[0-9]*$/, '');

/** A fix that proposes the host of a URL, if the URL contains a valid one. */
export function keepHost(url: string, rest: string): string {
  const authority = url.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/, '');
  const host = withoutPort(authority.replace(/^.*@/, '')).toLowerCase();
  return isEgressHostName(host) ? `write host: '${host}'; ${rest}` : `write only the DNS name; ${rest}`;
}

const isAddress = (host: string) => isIP(withoutPort(host)) !== 0 || isIP(host.replace(/^\[|\](:[0-9]*)?$/g, '')) !== 0;

/** Whether a name has characters that DNS encodes as punycode. */
function isInternational(host: string): boolean {
  return /[^\p{ASCII}]/u.test(host) && isEgressHostName(domainToASCII(host));
}

/** What is said of a host that is not a name at all. */
export const MALFORMED_HOST = {
  rule: 'input/host',
  allowed: `${NAME}: labels of a-z, 0-9 and -, each at most 63 characters, in total at most 253`,
  fix: 'correct the name',
};

interface Row {
  readonly breaks: (host: string) => boolean;
  readonly allowed: string;
  readonly fix: (host: string) => string;
}

/** The mistakes in a host. Special cases precede general ones. */
const ROWS: readonly Row[] = [
  {
    breaks: (host) => host.includes('://'),
    allowed: `${NAME}, without a scheme`,
    fix: (host) => keepHost(host, 'the property tls controls TLS'),
  },
  {
    breaks: (host) => /[/?#]/.test(host),
    allowed: `${NAME}, without a path`,
    fix: (host) => keepHost(host, 'clients send the path in the request'),
  },
  {
    breaks: isAddress,
    allowed: `${NAME}; not an IP address, which has no owner and no certificate`,
    fix: () => 'use a DNS name of the destination',
  },
  {
    breaks: (host) => /:[0-9]*$/.test(host),
    allowed: `${NAME}, without a port`,
    fix: (host) => keepHost(host, `port: ${/[0-9]+$/.exec(host)?.[0] ?? 443}`),
  },
  {
    breaks: (host) => host !== host.trim() && isEgressHostName(host.trim()),
    allowed: `${NAME}, without blanks`,
    fix: (host) => `write host: '${host.trim()}'`,
  },
  {
    breaks: (host) => host.endsWith('.') && isEgressHostName(host.slice(0, -1)),
    allowed: `${NAME}, without a dot at the end`,
    fix: (host) => `write host: '${host.slice(0, -1)}'`,
  },
  {
    breaks: (host) => isInternational(host),
    allowed: `${NAME}, in its ASCII form`,
    fix: (host) => `write host: '${domainToASCII(host)}', the punycode form`,
  },
  {
    breaks: (host) => publicSuffixOf(host) === 'registry',
    allowed: 'a wildcard below a domain with one owner, such as *.example.com',
    fix: () => 'declare the hosts that are needed',
  },
  {
    breaks: (host) => host.includes('*'),
    allowed: `${NAME}, or a wildcard for all names below a domain, such as *.example.com`,
    fix: () => 'write the wildcard as the first label, or declare each host with its full name',
  },
  {
    breaks: (host) => host !== host.toLowerCase() && isEgressHostName(host.toLowerCase()),
    allowed: NAME,
    fix: (host) => `write host: '${host.toLowerCase()}'`,
  },
  {
    breaks: (host) => isEgressHostName(host) && isClusterInternal(host),
    allowed: 'a host outside the cluster',
    fix: () => 'call the Service directly: requests inside the cluster do not need the egress gateway',
  },
  {
    breaks: () => true,
    allowed: MALFORMED_HOST.allowed,
    fix: () => MALFORMED_HOST.fix,
  },
];

/** The check of the property `host`. The first matching row describes the mistake. */
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
  return isEgressHostPattern(host) && !isClusterInternal(host) && publicSuffixOf(host) !== 'registry';
}

function mistake(host: string): Row {
  return ROWS.find(({ breaks }) => breaks(host)) as Row;
}
