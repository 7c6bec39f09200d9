import { duplicates } from '../../core/group-by';
import { MAX_KUBERNETES_NAME } from '../../core/net/dns';
import { RESERVED_PORTS_TEXT, reservedFor } from '../../core/ports';
import type { PropCheck } from '../../core/prop-checks';
import type { CallerSets } from './caller-sets';
import { inListenerSets, NOBODY } from './listener-place';

/** The maximum number of listeners of a Gateway, and of a ListenerSet. */
export const MAX_LISTENERS = 64;

/** The data that the checks of a gateway's sets use. */
export interface CallerSetsSubject {
  readonly props: object;
  readonly gatewayName: string;
  readonly sets: CallerSets;
  /** Whether the listeners are in ListenerSets. */
  readonly listenerSets: boolean;
}

const listeners = ({ sets }: CallerSetsSubject) => sets.resolved.flatMap((set) => set.listeners);
const reserved = (s: CallerSetsSubject) => listeners(s).filter(({ port }) => reservedFor(port) !== undefined);
/** The Gateway itself has a listener too, if the others are in ListenerSets. */
const ofGateway = { ...NOBODY, name: 'the listener that the Gateway itself must have' };
const clashes = (s: CallerSetsSubject) => {
  const all = s.listenerSets ? [...listeners(s), ofGateway] : listeners(s);
  return duplicates(all.map(({ name, port }) => [String(port), name]));
};
const longNames = ({ sets, gatewayName }: CallerSetsSubject) =>
  sets.resolved.map(({ name }) => name).filter((name) => gatewayName.length + 1 + name.length > MAX_KUBERNETES_NAME);

/** How many listeners each ListenerSet has that has too many. */
function crowded(s: CallerSetsSubject): string[] {
  if (!s.listenerSets) return [];
  const full = [...inListenerSets(s.gatewayName, listeners(s))].filter(([, { length }]) => length > MAX_LISTENERS);
  return full.map(([name, { length }]) => `${name}: ${length} listeners`).sort();
}

const OTHER_PORT =
  "give the callers ports of their own: new CallerSet({ name: '…', port: 20080, tlsPort: 20443, callers: […] }), or listenerPort of the host for TCP";

/** The checks of the sets of callers of a gateway. */
export const callerChecks: readonly PropCheck<CallerSetsSubject>[] = [
  {
    rule: 'input/callers',
    path: 'callerSets',
    breaks: ({ sets }) => sets.resolved.length === 0,
    got: () => 'neither a host nor a set of callers',
    allowed: 'at least one set of callers, because a Gateway has at least one listener',
    fix: 'add an ExternalHost, or the callers of the hosts that other repositories declare: callerSets: [new CallerSet({ … })]',
  },
  {
    rule: 'input/callers',
    path: 'callerSets',
    breaks: (s) => listeners(s).length > MAX_LISTENERS && !s.listenerSets,
    got: (s) => `${s.sets.resolved.length} sets, which need ${listeners(s).length} listeners`,
    allowed: `sets with at most ${MAX_LISTENERS} listeners together: one for HTTP, one for TLS, and one for each TCP destination`,
    fix: 'write listenerSets: true, distribute the hosts over several gateways, or let teams with the same hosts share a CallerSet',
  },
  {
    rule: 'input/callers',
    path: 'callerSets.name',
    breaks: (s) => crowded(s).length > 0,
    got: crowded,
    allowed: `at most ${MAX_LISTENERS} listeners in a ListenerSet, which follows from the name of a listener`,
    fix: 'distribute the hosts over several gateways, or let teams with the same hosts share a CallerSet',
  },
  {
    rule: 'input/callers',
    path: 'callerSets.name',
    breaks: ({ sets }) => sets.conflicts.length > 0,
    got: ({ sets }) => [...sets.conflicts].sort(),
    allowed: 'one port and one list of callers for each name of a set',
    fix: 'create the CallerSet once and use it for all its hosts, or rename one of the sets',
  },
  {
    rule: 'input/callers',
    path: 'callerSets.name',
    breaks: (s) => longNames(s).length > 0,
    got: longNames,
    allowed: `names that leave room for that of the gateway: at most ${MAX_KUBERNETES_NAME} characters together`,
    fix: "give the callers a CallerSet with a short name: new CallerSet({ name: 'team-a', callers: […] })",
  },
  {
    rule: 'input/callers',
    path: 'callerSets.port',
    breaks: (s) => reserved(s).length > 0,
    got: (s) => reserved(s).map(({ name, port }) => `${name}: ${port} (${reservedFor(port)})`),
    allowed: `ports other than ${RESERVED_PORTS_TEXT}`,
    fix: OTHER_PORT,
  },
  {
    rule: 'input/callers',
    path: 'callerSets.port',
    breaks: (s) => clashes(s).length > 0,
    got: (s) => clashes(s).map(([port, names]) => `${port}: ${names.join(', ')}`),
    allowed: 'each port once',
    fix: OTHER_PORT,
  },
];
