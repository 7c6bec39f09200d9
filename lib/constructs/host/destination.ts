import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backend } from '../../../imports/gateway.kgateway.dev/backend';
import { ServiceEntry } from '../../../imports/networking.istio.io/service-entry';
import { asAbsoluteName } from '../../core/net/dns';
import type { Capabilities } from '../../core/platform';
import { makeObject } from '../base/api-object';
import { dynamicBackendSpec } from '../gateway/dynamic-backends';

/** The protocol to the host: HTTP/1.1, HTTP/2, or gRPC over HTTP/2. */
export type Protocol = 'http' | 'http2' | 'grpc';

/**
 * The object that names a destination, or `dynamic`: a Backend that resolves the host of each request. All dynamic hosts of a gateway
 * share a few, so that a further host is live within a second.
 */
export type DestinationKind = 'ServiceEntry' | 'Backend' | 'dynamic';

/** The properties of a destination that its objects need. */
export interface DestinationProps {
  /** The name of the object, which hosts can share. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A reference to an object, as in policies and routes. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** How a kind of object represents a destination: it creates the object, and the references to it in routes and policies. */
export interface DestinationStrategy {
  /** The entry in the `backendRefs` of the HTTPRoute. */
  backendRef(of: DestinationProps): ObjectRef & { readonly port?: number };
  /** The target of a BackendTLSPolicy. */
  tlsTarget(of: DestinationProps): ObjectRef;
  /** The target of a BackendConfigPolicy. */
  configTarget(of: DestinationProps): ObjectRef;
  /** Whether a BackendConfigPolicy can attach to it. */
  configurable(capabilities: Capabilities): boolean;
  /** Creates the object. */
  make(scope: Construct, metadata: ApiObjectMetadata, of: DestinationProps, capabilities: Capabilities): void;
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
    // kgateway attaches a BackendConfigPolicy to a ServiceEntry by its host, not by its name.
    configTarget: ({ host }) => ({ group: ISTIO, kind: 'Hostname', name: host }),
    configurable: (capabilities) => capabilities.backendConfigOfServiceEntry,
    make(scope, metadata, { host, port, protocol }) {
      const ports = [{ name: protocol, number: port, protocol: protocol.toUpperCase() }];
      const endpoints = [{ address: asAbsoluteName(host) }];
      makeObject(scope, 'Destination', ServiceEntry, {
        metadata,
        spec: { hosts: [host], location: 'MESH_EXTERNAL', ports, resolution: 'DNS', endpoints },
      });
    },
  },
  Backend: {
    // A reference to a Backend may not have a port: the Backend specifies it.
    backendRef: backend,
    tlsTarget: backend,
    configTarget: backend,
    configurable: () => true,
    make(scope, metadata, { host, port, protocol }, { discriminator }) {
      const appProtocol = protocol === 'http' ? {} : { appProtocol: protocol };
      const hosts = [{ host: asAbsoluteName(host), port }];
      const spec = { ...(discriminator && { type: 'Static' as const }), static: { hosts, ...appProtocol } };
      makeObject(scope, 'Destination', Backend, { metadata, spec });
    },
  },
  dynamic: {
    backendRef: backend,
    tlsTarget: backend,
    configTarget: backend,
    configurable: () => true,
    make(scope, metadata, _, capabilities) {
      makeObject(scope, 'Destination', Backend, { metadata, spec: dynamicBackendSpec(capabilities) });
    },
  },
};
