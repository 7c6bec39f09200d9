import { SYNC_WAVE } from '../../../core/apply-order';
import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import type { Manifest } from '../../../manifests/manifest';
import type { Destination, EgressGraph } from '../../graph';
import { backendIndexOf, dialled } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A TLS policy that is applied after its destination. In between, requests leave in plaintext. */
export const applyOrder: Rule = {
  id: 'egress/apply-order',
  severity: 'info',
  summary: 'the TLS policy comes after its destination, so requests leave in plaintext until it is applied',
  *check({ graph }) {
    for (const { policy, destination, port } of oncePer(latePolicies(graph), (late) => late.policy)) {
      yield {
        object: policy,
        path: ['metadata'],
        got: `after ${objectName(destination.object)}, port ${dialled(port)}`,
        allowed: 'before the destination: earlier in the manifests, or in an earlier Argo CD sync wave',
        fix: `move the policy before the destination, or annotate the policy with ${SYNC_WAVE}: "-2" and the destination with "-1"`,
      };
    }
  },
};

function* latePolicies(graph: EgressGraph) {
  const late = lateTo(graph);
  for (const { destination, port, tls } of backendIndexOf(graph).http) {
    for (const { policy } of tls) if (late(policy, destination)) yield { policy, destination, port };
  }
}

function lateTo({ catalogue }: EgressGraph): (policy: Manifest, destination: Destination) => boolean {
  let places: Map<Manifest, number> | undefined;
  return (policy, { object }) => {
    const [one, other] = [wave(policy), wave(object)];
    if (one !== other) return one > other;
    places ??= new Map(catalogue.all.map((each, index) => [each, index]));
    return (places.get(policy) ?? 0) > (places.get(object) ?? 0);
  };
}

function wave({ metadata }: Manifest): number {
  return Number.parseInt(metadata.annotations?.[SYNC_WAVE] ?? '0', 10) || 0;
}
