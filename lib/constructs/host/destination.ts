import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backend } from '../../../imports/gateway.kgateway.dev/backend';
import { ServiceEntry } from '../../../imports/networking.istio.io/service-entry';
import type { Capabilities } from '../../core/platform';
import { makeObject } from '../base/api-object';

/** HTTP as it is spoken to the upstream: 1.1, 2, or gRPC (over 2). */
export type Protocol = 'http' | 'http2' | 'grpc';

/** Which kind of object names a destination. */
export type DestinationKind = 'ServiceEntry' | 'Backend';

/** A destination as the objects around it need it. */
export interface DestinationProps {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Where an object points to: what policies and routes write. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** How a kind of object names a destination: the object itself, and how routes and policies refer to it. */
export interface DestinationStrategy {
  /** What the HTTPRoute's `backendRefs` say. */
  backendRef(of: DestinationProps): ObjectRef & { readonly port?: number };
  /** What a BackendTLSPolicy targets. */
  tlsTarget(of: DestinationProps): ObjectRef;
  /** What a BackendConfigPolicy targets. */
  configTarget(of: DestinationProps): ObjectRef;
  /** Whether a BackendConfigPolicy can attach to it. */
  configurable(capabilities: Capabilities): boolean;
  /** Makes the object. `discriminator`: name its `spec.type`. */
  make(scope: Construct, metadata: ApiObjectMetadata, of: DestinationProps, discriminator: boolean): void;
}

const ISTIO = 'networking.istio.io';
const KGATEWAY = 'gateway.kgateway.dev';
const backend = ({ name }: DestinationProps) => ({ group: KGATEWAY, kind: 'Backend', name });
const serviceEntry = ({ name }: DestinationProps) => ({ group: ISTIO, kind: 'ServiceEntry', name });

/** The strategies, by kind. */
export const DESTINATIONS: Readonly<Record<DestinationKind, DestinationStrategy>> = {
  ServiceEntry: {
    backendRef: ({ name, port }) => ({ group: ISTIO, kind: 'ServiceEntry', name, port }),
    tlsTarget: serviceEntry,
    // kgateway takes BackendConfigPolicies by the host of a ServiceEntry, not by its name.
    configTarget: ({ host }) => ({ group: ISTIO, kind: 'Hostname', name: host }),
    configurable: (capabilities) => capabilities.backendConfigOfServiceEntry,
    make(scope, metadata, { host, port, protocol }) {
      const ports = [{ name: protocol, number: port, protocol: protocol.toUpperCase() }];
      makeObject(scope, 'Destination', ServiceEntry, {
        metadata,
        spec: { hosts: [host], location: 'MESH_EXTERNAL', ports, resolution: 'DNS' },
      });
    },
  },
  Backend: {
    // A port beside a Backend is refused: it has its own.
    backendRef: backend,
    tlsTarget: backend,
    configTarget: backend,
    configurable: () => true,
    make(scope, metadata, { host, port, protocol }, discriminator) {
      const appProtocol = protocol === 'http' ? {} : { appProtocol: protocol };
      const spec = { ...(discriminator && { type: 'Static' as const }), static: { hosts: [{ host, port }], ...appProtocol } };
      makeObject(scope, 'Destination', Backend, { metadata, spec });
    },
  },
};
