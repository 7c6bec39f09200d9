import { KIND } from '../../../../core/kinds';
import type { Path } from '../../../../core/path';
import { kindKey } from '../../../../manifests/manifest';
import { namespaceOf } from '../../../graph';
import type { Objection } from '../../../object/objection';
import type { RuleContext } from '../rule';

/** Servers outside the cluster to which the gateway itself sends what it reads of requests: for logs, traces, limits and filters. */
export function* serversNotJudged({ graph }: RuleContext): Iterable<Objection> {
  for (const kind of [KIND.GatewayExtension, KIND.ListenerPolicy, KIND.HTTPListenerPolicy]) {
    for (const object of graph.catalogue.ofKind(kind)) {
      for (const { path, ref } of backendRefsIn(object.spec, ['spec'])) {
        const { group = '', kind: short = 'Service', namespace = namespaceOf(object), name } = ref;
        if (!graph.isEgress(kindKey(group, short), namespace, name)) continue;
        yield {
          object,
          path,
          got: `${short} ${namespace}/${name}, a server outside the cluster`,
          allowed: 'a server in the cluster; what the gateway itself sends to others is neither decided nor judged',
          fix: 'review what the gateway sends there, and waive this finding with the result',
        };
      }
    }
  }
}

interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The fields named `backendRef`, at any depth. */
function* backendRefsIn(value: unknown, path: Path): Iterable<{ readonly path: Path; readonly ref: BackendRef }> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === 'backendRef') yield { path: at, ref: inner as BackendRef };
    else yield* backendRefsIn(inner, at);
  }
}
