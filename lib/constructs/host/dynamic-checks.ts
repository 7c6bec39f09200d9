import { isWildcard } from '../../core/net/dns';
import { publicSuffixOf } from '../../core/net/public-suffix';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import { destinationOf, sharedBackendOf } from './destination-choice';
import type { ExternalHostProps } from './external-host-props';

interface DynamicSubject {
  readonly props: ExternalHostProps;
  readonly capabilities: Capabilities;
}

const isDynamic = ({ props }: DynamicSubject) => destinationOf(props) === 'dynamic';

const STATIC = "set destination: 'ServiceEntry' or 'Backend'";

/** What a dynamic destination cannot do, and where: one row for each property. */
export const dynamicChecks: readonly PropCheck<DynamicSubject>[] = [
  {
    rule: 'input/destination',
    path: 'destination',
    breaks: (s) => isWildcard(s.props.host) && !isDynamic(s),
    allowed: "'dynamic' for a wildcard: a ServiceEntry and a static Backend resolve one name",
    fix: 'remove destination, or declare each host with its full name',
  },
  {
    rule: 'egress/wildcard-public-suffix',
    path: 'host',
    breaks: ({ props }) => publicSuffixOf(props.host) === 'company',
    allowed: 'a wildcard below a domain with one owner: everybody can get a name below this one, and receive what callers send',
    fix: "declare the hosts that are needed, or waive 'egress/wildcard-public-suffix' with the reason",
  },
  {
    rule: 'input/destination',
    path: 'port',
    breaks: (s) => isDynamic(s) && s.props.port !== 443,
    allowed: '443 for a dynamic destination: the gateway removes the port from the Host header, so that clients cannot choose it',
    fix: STATIC,
  },
  {
    rule: 'input/destination',
    path: 'tls',
    breaks: (s) => isDynamic(s) && s.props.tls !== undefined && s.props.tls.origination === undefined,
    got: () => 'Tls.none()',
    allowed: 'TLS for a dynamic destination: only the certificate shows that an address belongs to the name of the request',
    fix: `remove tls, or ${STATIC}`,
  },
  {
    rule: 'input/destination',
    path: 'tls',
    breaks: ({ props, ...s }) => isDynamic({ props, ...s }) && fixedTls(props).length > 0,
    got: ({ props }) => `Tls.${props.tls?.isMutual ? 'mutual' : 'originate'} with ${fixedTls(props).join(', ')}`,
    allowed:
      'for a dynamic destination, the name of each request and TLS 1.2 or 1.3; a Secret only with a wildcard, whose Backend is its own',
    fix: `remove it, or ${STATIC}`,
  },
  {
    rule: 'input/destination',
    path: 'protocol',
    breaks: (s) => isDynamic(s) && (s.props.protocol ?? 'http') !== 'http',
    allowed: 'http for a dynamic destination, which cannot negotiate HTTP/2',
    fix: STATIC,
  },
  {
    rule: 'input/destination',
    path: 'maxConcurrentRetries',
    breaks: ({ props, ...s }) =>
      isDynamic({ props, ...s }) && sharedBackendOf(props, 'dynamic') !== undefined && props.maxConcurrentRetries !== undefined,
    allowed: 'no limit of its own for a host that shares its Backend with others',
    fix: `remove maxConcurrentRetries for 1024, or ${STATIC}`,
  },
  {
    rule: 'input/destination',
    path: 'dns',
    breaks: (s) => isDynamic(s) && s.props.dns !== undefined,
    allowed: 'no settings of DNS for a dynamic destination, which resolves the names of requests',
    fix: `remove dns, or ${STATIC}`,
  },
  {
    rule: 'input/platform-feature',
    path: 'destination',
    breaks: (s) => isDynamic(s) && !s.capabilities.stripHostPort,
    got: () => 'dynamic',
    allowed: 'ServiceEntry or Backend on this version of kgateway, which cannot remove the port from the Host header',
    fix: `target kgateway 2.3 or later, or ${STATIC}`,
  },
];

/** The settings of TLS that are per Backend, not per host. */
function fixedTls({ tls, host }: ExternalHostProps): string[] {
  const { caSecret, ...others } = tls?.origination ?? {};
  const secret = tls?.isMutual ? { secret: caSecret } : { caSecret };
  const own = Object.entries({ ...others, ...(!isWildcard(host) && secret) });
  return own.flatMap(([key, value]) => (value === undefined ? [] : [key]));
}
