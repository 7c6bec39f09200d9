import { isIP } from 'node:net';
import type { Check } from '../check';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** A host name as both Istio and the Gateway API take it: DNS labels in lower case, the last one not all digits. */
export function isHostName(host: unknown): host is string {
  if (typeof host !== 'string' || host.length > 253) return false;
  const labels = host.split('.');
  return labels.every((label) => LABEL.test(label)) && !/^[0-9]+$/.test(labels.at(-1) ?? '');
}

type HostSubject = { readonly props: { readonly host: string } };

const text = ({ props }: HostSubject) => String(props.host ?? '');
const NAME = 'a host name in lower case, such as api.example.com';

const row = (breaks: (host: string) => boolean, allowed: string, fix: (host: string) => string): Check<HostSubject> => ({
  rule: 'input/host',
  path: 'host',
  breaks: (s) => breaks(text(s)),
  allowed,
  fix: (s) => fix(text(s)),
});

const bare = (host: string) => host.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/, '');
const withoutPort = (host: string) => host.replace(/:[0-9]*$/, '');
const isAddress = (host: string) => isIP(withoutPort(host)) !== 0 || isIP(host.replace(/^\[|\](:[0-9]*)?$/g, '')) !== 0;

/** What the name of a destination must be; the first row that objects names the mistake. */
export const hostNameChecks: readonly Check<HostSubject>[] = [
  row(
    (host) => host.includes('://'),
    `${NAME}, without a scheme`,
    (host) => {
      return `write host: '${withoutPort(bare(host)).toLowerCase()}'; whether TLS is spoken is said by tls`;
    },
  ),
  row(
    (host) => /[/?#]/.test(host),
    `${NAME}, without a path`,
    (host) => {
      return `write host: '${withoutPort(bare(host)).toLowerCase()}'; a path is part of the request`;
    },
  ),
  row(isAddress, `${NAME}; no IP address, which names no owner and can't be checked against a certificate`, () => {
    return 'give the destination a DNS name';
  }),
  row(
    (host) => /:[0-9]*$/.test(host),
    `${NAME}, without a port`,
    (host) => {
      return `write host: '${withoutPort(host).toLowerCase()}', port: ${/[0-9]+$/.exec(host)?.[0] ?? 443}`;
    },
  ),
  row(
    (host) => host.includes('*'),
    `${NAME}, without a wildcard: kgateway can't resolve one`,
    () => {
      return 'declare each host by its full name';
    },
  ),
  row(
    (host) => host !== host.toLowerCase() && isHostName(host.toLowerCase()),
    NAME,
    (host) => {
      return `write host: '${host.toLowerCase()}'`;
    },
  ),
  row(
    (host) => !isHostName(host),
    `${NAME}: labels of a-z, 0-9 and - of at most 63, at most 253 characters in all`,
    () => {
      return 'correct the name';
    },
  ),
  row(
    (host) => /(^|\.)(localhost|svc|cluster\.local)$/.test(host),
    'a host outside the cluster',
    () => {
      return 'call Services of the cluster directly; they need no egress';
    },
  ),
];
