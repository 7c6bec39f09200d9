import { append } from '../../core/append';
import { KIND } from '../../core/kinds';
import { itemPaths, type Path } from '../../core/path';
import { kindKey } from '../../manifests/manifest';
import type { Catalogue } from './catalogue';
import { type Gateway, hostsMeet, type Listener, type ListenerSet, takesKind, takesNamespace } from './gateways';
import type { Attachment, Route } from './routes';

/** A reference in `spec.parentRefs`. */
export interface ParentRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** The parents that routes refer to. */
export interface Parents {
  readonly catalogue: Catalogue;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly sets: ReadonlyMap<string, ListenerSet>;
}

/** Where a route attaches. */
export interface Attachments {
  /** Gateways of kgateway, Gateways that are not among the objects, and their ListenerSets. */
  readonly own: readonly Attachment[];
  /** Gateways of other controllers. */
  readonly foreign: readonly Attachment[];
  /** The first reference to a Service or a ServiceEntry: Istio applies such a route in the mesh. */
  readonly meshRef: Path | undefined;
}

/** What listeners read of a route. */
type Named = Pick<Route, 'kind' | 'namespace' | 'hostnames'>;

/** The API group of Gateways, ListenerSets and routes. */
export const GATEWAY_API = 'gateway.networking.k8s.io';
const NONE: readonly never[] = [];
const pathOfParent = itemPaths('spec', 'parentRefs');
const MESH: readonly string[] = [KIND.Service, KIND.ServiceEntry];

/** Reads the `parentRefs` of a route. */
export function attachmentsOf(refs: readonly ParentRef[], route: Named, parents: Parents): Attachments {
  let own: Attachment[] | undefined;
  let foreign: Attachment[] | undefined;
  let meshRef: Path | undefined;
  for (let index = 0; index < refs.length; index += 1) {
    const ref = refs[index] as ParentRef;
    const path = pathOfParent(index);
    const kind = ref.kind ?? 'Gateway';
    if ((kind === 'Gateway' || kind === 'ListenerSet') && (ref.group ?? GATEWAY_API) === GATEWAY_API) {
      const attachment = readAttachment(ref, kind, path, route, parents);
      if (attachment.gateway?.isKgateway !== false) own = append(own, attachment);
      else foreign = append(foreign, attachment);
    } else if (MESH.includes(kindKey(ref.group ?? GATEWAY_API, kind))) meshRef ??= path;
  }
  return { own: own ?? NONE, foreign: foreign ?? NONE, meshRef };
}

function readAttachment(ref: ParentRef, parent: Attachment['parent'], path: Path, route: Named, parents: Parents): Attachment {
  const { name, sectionName, port } = ref;
  const namespace = ref.namespace ?? route.namespace;
  const key = `${namespace}/${name}`;
  const set = parent === 'ListenerSet' ? parents.sets.get(key) : undefined;
  const gatewayKey = parent === 'Gateway' ? key : set?.gatewayKey;
  const gateway = gatewayKey === undefined ? undefined : parents.gateways.get(gatewayKey);
  // A reference to the Gateway does not include the listeners of its ListenerSets.
  const named = ((set ?? gateway)?.listeners ?? NONE).filter(
    ({ set: own, spec }) =>
      own === set && (sectionName === undefined || spec.name === sectionName) && (port === undefined || spec.port === port),
  );
  const listeners = set?.isAccepted === false ? NONE : named.filter((listener) => accepts(listener, route, parents));
  const { hostnames } = route;
  return { path, parent, namespace, name, sectionName, port, gatewayKey, gateway, set, named, listeners, hostnames, via: NONE };
}

function accepts(listener: Listener, { kind, namespace, hostnames }: Named, { catalogue }: Parents): boolean {
  return (
    takesKind(listener, kind) &&
    takesNamespace(listener, namespace, catalogue) !== false &&
    (hostnames.length === 0 || hostnames.some((host) => hostsMeet(host, listener.spec.hostname)))
  );
}
