import { memoizePerObject } from '../../core/memo';
import type { EgressGraph, Gateway, Listener } from '../graph';
import { allGatewayPods, type GatewayPods } from '../graph/gateway-pods';
import { accessOf, type PortAccess } from '../graph/listener-access';
import type { NamedCaller } from '../graph/ztunnel-grants';
import type { Access, Who } from './egress-path';

/** Who may call a listener, by the policies of the mesh. */
export function accessTo(listener: Listener, graph: EgressGraph): Access {
  const { byGateway, made } = accessesOf(graph);
  const key = `${listener.gateway.namespace}/${listener.gateway.name} ${listener.spec.port}`;
  const known = made.get(key);
  if (known) return known;
  const access = readAccess(listener, byGateway.get(listener.gateway), graph);
  made.set(key, access);
  return access;
}

const accessesOf = memoizePerObject((graph: EgressGraph) => ({
  byGateway: new Map<Gateway | undefined, GatewayPods>(allGatewayPods(graph).map((pods) => [pods.exit.gateway, pods])),
  made: new Map<string, Access>(),
}));

/** The access to a gateway of which only the name is known. */
export const UNKNOWN: Access = { grants: [], unsure: 'the Gateway is not among the manifests, so who may call it is not known' };

function readAccess(listener: Listener, pods: GatewayPods | undefined, graph: EgressGraph): Access {
  const anyone: Access = { grants: [{ object: listener.object, path: listener.path, callers: 'anyone' }] };
  if (!pods || pods.isCaptured === false) return anyone;
  const port = accessOf(pods.pod, listener.spec.port, graph);
  if (!port.isLimited) return anyone;
  const unsure = doubtAbout(port, pods);
  const grants = port.grants.map(({ object, path, callers }) => {
    return { object, path, callers: callers === 'anyone' ? callers : callers.map(whoOf) };
  });
  return { grants, ...(unsure !== undefined && { unsure }) };
}

function doubtAbout({ isDenied, grants }: PortAccess, { isCaptured }: GatewayPods): string | undefined {
  if (isDenied) return 'a DENY policy limits the callers by whom it leaves out, which is not read';
  if (isCaptured === undefined) {
    return 'the Namespace of the gateway is not among the manifests, so whether ztunnel enforces its policies is not known';
  }
  if (grants.every(({ applies }) => applies)) return undefined;
  return 'whether a policy applies to the gateway depends on labels that are not known';
}

/** The parts of the text of a caller. */
function whoOf({ text, namespace, path }: NamedCaller): Who {
  const [, account] = /^service account [^/]+\/(.+)$/.exec(text) ?? [];
  const [, pattern] = /^namespace (.*\*.*)$/.exec(text) ?? [];
  return { text, namespace, account, pattern, path };
}
