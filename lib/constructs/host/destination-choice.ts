import { isWildcard } from '../../core/net/dns';
import { dynamicBackendOf } from '../gateway/dynamic-backends';
import type { DestinationKind } from './destination';
import type { ExternalHostProps } from './external-host-props';

/** Whether applications call a host by its name. Then the ServiceEntry of the name is that of the gateway, not of the destination. */
export function isTransparent({ ways = [] }: Pick<ExternalHostProps, 'ways'>): boolean {
  return ways.some(({ kind }) => kind === 'transparent');
}

/** The kind of a host's destination. */
export function destinationOf(props: ExternalHostProps): DestinationKind {
  if (props.destination !== undefined) return props.destination;
  if (isWildcard(props.host)) return 'dynamic';
  return isTransparent(props) ? 'Backend' : 'ServiceEntry';
}

/**
 * The Backend that a host shares with others. A wildcard has one of its own, because each name that a caller invents takes a place in
 * it. So has a host of a gateway that another repository owns, which would create the same objects.
 */
export function sharedBackendOf({ gateway, host }: ExternalHostProps, kind: DestinationKind): string | undefined {
  if (kind !== 'dynamic' || isWildcard(host) || gateway.isImported) return undefined;
  return dynamicBackendOf(gateway.gatewayName, host);
}

/** The port on which applications call a transparent host: that of plain HTTP if the gateway uses TLS to the host. */
export function transparentPort({ port, tls }: ExternalHostProps): number {
  return tls !== undefined && tls.origination === undefined ? port : 80;
}
