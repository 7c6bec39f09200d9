import type { PropCheck } from '../../core/prop-checks';
import { type CallerSet, TLS_SUFFIX } from '../caller/caller-set';
import type { Callers } from '../caller/caller-sets';
import type { Listener } from '../caller/listener';
import type { IEgressGateway } from '../gateway/gateway-base';

interface CallerSubject {
  readonly props: { readonly gateway: IEgressGateway; readonly callers: Callers };
}

/** The listener of a set that hosts of a protocol use: the suffix of its name, and the property of the set with its port. */
interface SetListener {
  readonly protocol: 'HTTP' | 'TLS';
  readonly suffix: string;
  readonly port: 'port' | 'tlsPort';
}

/** The set of a host, if another repository owns its gateway and the set has a name. */
function setAtOwner({ props: { gateway, callers } }: CallerSubject): CallerSet | undefined {
  return gateway.isImported && !Array.isArray(callers) ? (callers as CallerSet) : undefined;
}

function listenersOf({ props: { gateway } }: CallerSubject, protocol: SetListener['protocol']): Listener[] | undefined {
  return gateway.listeners?.filter((listener) => (listener.protocol ?? 'HTTP') === protocol);
}

function checksFor({ protocol, suffix, port }: SetListener): readonly PropCheck<CallerSubject>[] {
  const listenerOf = (s: CallerSubject) => {
    const name = `${(s.props.callers as CallerSet).name}${suffix}`;
    return listenersOf(s, protocol)?.find((listener) => listener.name === name);
  };
  const setsOf = (s: CallerSubject) =>
    listenersOf(s, protocol)?.flatMap(({ name }) => (name.endsWith(suffix) ? [name.slice(0, name.length - suffix.length)] : []));
  const what = suffix === '' ? 'the listeners of the gateway' : `the sets with a listener …${suffix} at the gateway`;
  const example = suffix === '' ? '' : ', tlsPort: 20443';
  return [
    {
      rule: 'input/callers',
      path: 'callers',
      breaks: ({ props: { gateway, callers } }) => gateway.isImported && Array.isArray(callers),
      got: () => 'callers without the name of their set',
      allowed: "a CallerSet with the name of a listener of the gateway, whose callers the gateway's owner admits",
      fix: `write callers: new CallerSet({ name: 'http', callers: […]${example} }), and add the same set to callerSets of the gateway`,
    },
    {
      rule: 'input/callers',
      path: 'callers.name',
      breaks: (s) => setAtOwner(s) !== undefined && s.props.gateway.listeners !== undefined && listenerOf(s) === undefined,
      allowed: (s) => `${what}: ${setsOf(s)?.join(', ') || 'none'}`,
      fix: 'correct the name, or add the set to callerSets of the gateway, and its listener to listeners here',
    },
    {
      rule: 'input/callers',
      path: `callers.${port}`,
      breaks: (s) => {
        const [given, owned] = [setAtOwner(s)?.props[port], listenerOf(s)?.port];
        return given !== undefined && owned !== undefined && given !== owned;
      },
      got: (s) => setAtOwner(s)?.[port],
      allowed: (s) => `${listenerOf(s)?.port}, the port of this listener of the gateway`,
      fix: 'remove the port: it is that of the listener',
    },
  ];
}

/** The checks of the callers of a host whose gateway another repository owns: that repository admits the callers. */
export const hostCallerChecks = checksFor({ protocol: 'HTTP', suffix: '', port: 'port' });

/** The same for a host whose TLS connections pass through. */
export const tlsCallerChecks: readonly PropCheck<CallerSubject>[] = [
  ...checksFor({ protocol: 'TLS', suffix: TLS_SUFFIX, port: 'tlsPort' }),
  {
    rule: 'input/callers',
    path: 'callers.tlsPort',
    breaks: (s) => setAtOwner(s)?.props.tlsPort === undefined && setAtOwner(s) !== undefined && !s.props.gateway.listeners,
    got: () => 'neither tlsPort of the set nor listeners of the gateway',
    allowed: "the port of the set's listener for TLS, to which the mesh sends the connections",
    fix: "set tlsPort as the owner of the gateway does, or name its listeners: [{ name: 'http-tls', port: 20443, protocol: 'TLS' }]",
  },
];
