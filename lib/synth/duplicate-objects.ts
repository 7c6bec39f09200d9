import type { IConstruct } from 'constructs';
import { GatewayBase, type GatewayHost } from '../constructs/gateway/gateway-base';
import type { Finding } from '../core/finding';
import { listAt } from '../core/group-by';
import { ObjectMap } from '../core/object-map';
import { hasFindings } from '../core/registered-findings';
import { kindKey } from '../manifests/manifest';
import type { SynthesizedObject } from './collect-objects';

/**
 * A finding for each object that two constructs create, because the cluster would keep only the last one. If two constructs of this
 * library create several equal objects, they are one finding. Hosts that their gateway reports are left out.
 */
export function duplicateObjects(nodes: readonly IConstruct[], objects: readonly SynthesizedObject[]): Finding[] {
  const equal = equalObjects(objects);
  if (equal.length === 0) return [];
  const attached = attachedHosts(nodes);
  const byMakers = new Map<string, SynthesizedObject[][]>();
  for (const same of equal) {
    const makers = same.map(({ construct }) => construct.node.scope as IConstruct);
    if (isReported(makers, attached)) continue;
    const ours = makers.every(hasFindings);
    listAt(byMakers, ours ? pathsOf(makers) : pathsOf(same.map(({ construct }) => construct))).push(same);
  }
  return [...byMakers].map(([makers, all]) => {
    const [first = [], ...more] = all;
    return finding(more.length > 0 ? makers : pathsOf(first.map(({ construct }) => construct)), all.map(identity).join(', '));
  });
}

/** All objects that occur several times, in the order of the first. */
function equalObjects(objects: readonly SynthesizedObject[]): SynthesizedObject[][] {
  const first = new ObjectMap<SynthesizedObject>();
  const again = new Map<SynthesizedObject, SynthesizedObject[]>();
  for (const object of objects) {
    const { apiVersion, kind, namespace = '', name } = object;
    const known = first.add(kindKey(apiVersion, kind), namespace, name, object);
    if (known !== object) again.set(known, [...(again.get(known) ?? [known]), object]);
  }
  return [...again.values()];
}

/** The gateway of each host. */
function attachedHosts(nodes: readonly IConstruct[]): Map<IConstruct, GatewayBase> {
  const gateways = nodes.filter((node): node is GatewayBase => node instanceof GatewayBase);
  return new Map(gateways.flatMap((gateway) => gateway.hosts.map((host) => [host, gateway] as const)));
}

/** Whether all are hosts of one gateway with the same name, which reports them as `input/duplicate-host` or `…-name`. */
function isReported(makers: readonly IConstruct[], attached: ReadonlyMap<IConstruct, GatewayBase>): boolean {
  const [one, ...others] = makers;
  const gateway = one && attached.get(one);
  const isSame = (other: IConstruct) =>
    other !== one && attached.get(other) === gateway && (other as GatewayHost).hostName === (one as GatewayHost).hostName;
  return gateway !== undefined && others.every(isSame);
}

function pathsOf(constructs: readonly IConstruct[]): string {
  const paths = constructs.map(({ node }) => node.path);
  return paths.sort().join(', ');
}

function identity([object]: readonly SynthesizedObject[]): string {
  const { apiVersion, kind, namespace, name } = object as SynthesizedObject;
  return [apiVersion, kind, namespace, name].filter(Boolean).join(' ');
}

function finding(construct: string, got: string): Finding {
  return {
    rule: 'input/duplicate-object',
    severity: 'error',
    construct,
    path: ['metadata', 'name'],
    got,
    allowed: 'one object with this kind, namespace and name',
    fix: 'rename one of the two, or create the object only once',
  };
}
