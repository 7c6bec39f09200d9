// The manifests of each way, as the library makes them: a function for each.
import type { KubeObject } from '../bed';
import { dist } from '../manifests';
import { type WayName, waysApp } from './app';

const [withStreams, decidedOnly] = [waysApp(true), waysApp(false)];
const of = (name: WayName) => () => [...withStreams.ways[name]];

/** The two teams of the reference app, whose pods leave only by the gateway. */
export function teams(): KubeObject[] {
  const kinds = ['Namespace', 'NetworkPolicy', 'ServiceAccount'];
  const isOfTeam = ({ metadata: { name, namespace = name } }: KubeObject) => ['team-a', 'team-b'].includes(namespace);
  return dist().filter((one) => kinds.includes(one.kind) && isOfTeam(one));
}

/**
 * The gateway with its authorization, which decides for all hosts.
 *
 * @param streams whether it has listeners for TLS and TCP. Without routes, kgateway reports them as not programmed
 */
export const gateway = ({ streams }: { readonly streams: boolean }) => [...(streams ? withStreams : decidedOnly).gateway];

/** The application calls the name of the host as before. */
export const transparent = of('transparent');
/** The application uses the gateway as its HTTP proxy. */
export const proxy = of('proxy');
/** The application calls the host over TLS, which the gateway does not end. */
export const passthrough = of('passthrough');
/** The application opens a connection of any protocol. */
export const tcp = of('tcp');
/** The dynamic destination: a host, and all names under a suffix. */
export const dynamicDestination = () => [...of('dynamic')(), ...of('wildcard')()];

/** The application calls a Service, by its base URL. @param hostnames of the route. Default: those that the library writes */
export function alias(hostnames?: readonly string[]): KubeObject[] {
  const made = of('alias')();
  if (!hostnames) return made;
  return made.map((one) => (one.kind === 'HTTPRoute' ? { ...one, spec: { ...(one.spec as object), hostnames } } : one));
}
