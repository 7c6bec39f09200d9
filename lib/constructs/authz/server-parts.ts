import type { ApiObjectMetadata } from 'cdk8s';
import type { ServerRelease } from '../../core/platform';
import type { DeployedServerProps } from './authorization-server';

/** The ports of the server: for Envoy's requests, and for kubelet's probes. */
export const SERVER_PORTS = { grpc: 9081, probes: 9080 } as const;

/** Labels of pods. */
export type Labels = Readonly<Record<string, string>>;

/** The labels that select the pods of a deployed server. */
export const serverLabels = (name: string): Labels => ({ 'app.kubernetes.io/name': name });

/** The data for the objects of a deployed server. */
export interface ServerParts extends DeployedServerProps {
  readonly name: string;
  /** The metadata of an object by its kind: name, namespace, waivers. */
  readonly metadata: (kind: string) => ApiObjectMetadata;
  readonly gatewayName: string;
  readonly release: ServerRelease;
  /** The hash of the policy. A change of it restarts the server, which reads the policy only when it starts. */
  readonly policyHash: string;
}

/** The name of the ConfigMap that holds the policy. */
export const policyConfigMap = (name: string): string => `${name}-policy`;
