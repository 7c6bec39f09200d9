import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { Service } from '../../../imports/core/service';
import { GATEWAY_NAME } from '../../core/labels';
import { makeObject } from '../base/api-object';
import { later } from '../base/later';
import { type IEgressGateway, portOfListener } from '../gateway/gateway-base';

/** The names by which pods of other namespaces call a Service. */
export function serviceNames(service: string, namespace: string): string[] {
  const name = `${service}.${namespace}`;
  return [name, `${name}.svc`, `${name}.svc.cluster.local`];
}

/** Creates a Service of the gateway's pods, for the callers of one listener. */
export function makeAlias(
  scope: Construct,
  gateway: IEgressGateway,
  listener: string,
  metadata: ApiObjectMetadata & { name: string },
): void {
  const ports = later(() => [{ name: 'http', port: 80, targetPort: portOfListener(gateway, listener) }]);
  makeObject(scope, `Alias-${metadata.name}`, Service, {
    metadata,
    spec: { ports, selector: { [GATEWAY_NAME]: gateway.gatewayName } },
  });
}
