import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { type Path, showPath } from '../../../core/path';
import { namespaceOf, type ObjectOf } from '../../graph';
import { type ListenerAccess, listenerAccess } from '../../graph/listener-access';
import { selectsPod } from '../../graph/network/matching';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

type PeerAuthentication = ObjectOf<'security.istio.io/PeerAuthentication'>;

/** A PeerAuthentication that lets plaintext, which has no identity, through to a listener of the gateway. */
export const plaintextListener: Rule = {
  id: 'ztunnel/plaintext-listener',
  severity: 'warning',
  summary: 'ztunnel accepts plaintext for the listener, so only its AuthorizationPolicy keeps out callers without identity',
  *check({ graph }) {
    const all = graph.catalogue.ofKind(KIND.PeerAuthentication);
    if (all.length === 0) return;
    const found = listenerAccess(graph).flatMap((access) => modesOf(access, all).flatMap((mode) => objectionTo(mode, access)));
    yield* oncePer(found, ({ object, path }) => `${objectName(object)} ${showPath(path)}`);
  },
};

interface Mode {
  readonly object: PeerAuthentication;
  readonly path: Path;
  readonly mode: string;
}

/** The modes that count for a port: those of policies that select the pods, or else those of the namespace. */
function modesOf({ pods: { pod }, port }: ListenerAccess, all: readonly PeerAuthentication[]): Mode[] {
  const home = all.filter((object) => namespaceOf(object) === pod.namespace);
  const own = home.filter((object) => isSelective(object) && selectsPod(object.spec?.selector ?? {}, pod));
  const ofPods = own.flatMap((object) => [...modeOf(object), ...modeOfPort(object, port)]);
  return ofPods.some(({ path }) => path === MODE)
    ? ofPods
    : [...ofPods, ...home.filter((one) => !isSelective(one)).flatMap(modeOf)];
}

const MODE: Path = ['spec', 'mtls', 'mode'];

function isSelective({ spec }: PeerAuthentication): boolean {
  return Object.keys(spec?.selector?.matchLabels ?? {}).length > 0;
}

function modeOf(object: PeerAuthentication): Mode[] {
  const { mode = 'UNSET' } = object.spec?.mtls ?? {};
  return mode === 'UNSET' ? [] : [{ object, path: MODE, mode }];
}

function modeOfPort(object: PeerAuthentication, port: number): Mode[] {
  const { mode = 'UNSET' } = object.spec?.portLevelMtls?.[port] ?? {};
  return mode === 'UNSET' ? [] : [{ object, path: ['spec', 'portLevelMtls', String(port), 'mode'], mode }];
}

function objectionTo({ object, path, mode }: Mode, { gateway, port }: ListenerAccess): Objection[] {
  if (mode === 'STRICT') return [];
  return [
    {
      object,
      path,
      got: mode,
      allowed: `STRICT for port ${port} of Gateway ${gateway.namespace}/${gateway.name}; plaintext at most for ports that no route uses, such as 9091`,
      fix: 'set the mode to STRICT, and exempt the port for metrics in portLevelMtls',
    },
  ];
}
