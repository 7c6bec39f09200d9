import { duplicates } from '../../core/group-by';
import { isWildcard } from '../../core/net/dns';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';
import { isCapturedTwice } from './capture';
import { destinationOf, isTransparent, transparentPort } from './destination-choice';
import type { ExternalHostProps } from './external-host-props';
import type { WayKind } from './way';

interface WaySubject {
  readonly props: ExternalHostProps;
  readonly capabilities: Capabilities;
}

/** A route has at most 16 host names, and an alias has three. */
const MAX_ALIASES = 5;

const waysOf = ({ props: { ways = [] } }: WaySubject, kind: WayKind) => ways.filter((way) => way.kind === kind);
const aliases = (s: WaySubject) => waysOf(s, 'alias').map(({ alias }) => alias as string);
const ports = (s: WaySubject) => waysOf(s, 'transparent').map(({ settings: { port = transparentPort(s.props) } }) => port);

/** The ports of the name that another host of the gateway captures too, or this one twice. */
function sharedPorts(s: WaySubject): number[] {
  const { gateway, host } = s.props;
  return [...new Set(ports(s).filter((port) => isCapturedTwice(gateway, host, port)))];
}

const repeated = (s: WaySubject) => duplicates(aliases(s).map((name) => [name, name])).map(([name]) => name);

/** The checks of the property `ways`. */
export const wayChecks: readonly PropCheck<WaySubject>[] = [
  {
    rule: 'input/ways',
    path: 'ways',
    breaks: (s) => isWildcard(s.props.host) && (isTransparent(s.props) || aliases(s).length > 0),
    got: ({ props: { ways = [], host } }) => `${ways.map(({ kind }) => `Way.${kind}`).join(', ')} for ${host}`,
    allowed: 'Way.proxy() for a wildcard: the mesh captures only whole names, and an alias stands for one name',
    fix: 'use Way.proxy(), or declare the hosts that applications call by their names',
  },
  {
    rule: 'input/ways',
    path: 'ways',
    breaks: (s) => ports(s).includes(443),
    got: () => 'Way.transparent() on port 443',
    allowed: 'a port of plain HTTP: the gateway decides on requests, and does not see those inside TLS',
    fix: 'let applications call http:// on port 80, or use a PassthroughHost for https://',
  },
  {
    rule: 'input/ways',
    path: 'ways',
    breaks: (s) => sharedPorts(s).length > 0,
    got: (s) => sharedPorts(s).map((port) => `Way.transparent() on port ${port} of ${s.props.host}`),
    allowed: 'each port of a name once per gateway: the port selects the listener, and so the callers',
    fix: 'name another port, Way.transparent({ port: 8080 }), or use Way.alias for one of the hosts',
  },
  {
    rule: 'input/ways',
    path: 'ways',
    breaks: (s) => repeated(s).length > 0 || aliases(s).length > MAX_ALIASES,
    got: aliases,
    allowed: `at most ${MAX_ALIASES} aliases, each once: a route has at most 16 host names`,
    fix: 'remove aliases',
  },
  {
    rule: 'input/ways',
    path: 'ways',
    breaks: (s) => aliases(s).includes(s.props.gateway.gatewayName),
    got: aliases,
    allowed: 'aliases other than the name of the gateway, which is the name of its own Service',
    fix: 'rename the alias',
  },
  {
    rule: 'input/ways',
    path: 'ways',
    breaks: (s) => aliases(s).length > 0 && (s.props.gateway.isImported || s.props.gateway.decision === undefined),
    got: aliases,
    allowed: 'aliases at a gateway of this app with an ExtAuthPolicy: its decision replaces the alias by the name of the host',
    fix: 'declare the host in the repository of the gateway, or use Way.transparent()',
  },
  {
    rule: 'input/destination',
    path: 'destination',
    breaks: ({ props }) => isTransparent(props) && destinationOf(props) === 'ServiceEntry',
    allowed:
      "'Backend' or 'dynamic' with Way.transparent(): of two ServiceEntries for one host, the older one wins, and the gateway would call itself",
    fix: 'remove destination',
  },
];
