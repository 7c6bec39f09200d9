import { Component } from '../component';
import { answersOk, sendRequest } from '../http-client';
import { NODE } from '../network';
import type { Toolbox } from '../provision';
import type { World } from '../world';
import type { ApiServer } from './api-server';

/** The ports of istiod, on every address of the node. */
export const ISTIOD_PORTS = {
  /** xDS in plaintext, without authentication. */
  xds: 15010,
  /** xDS and the certificate authority, over TLS. */
  secure: 15012,
  /** Metrics. */
  monitoring: 15014,
  /** `/ready`, and `/debug/…` for callers on 127.0.0.1. */
  http: 15080,
} as const;

/** The addresses under which pods, and a data plane from outside, reach istiod: name → address:port. */
export function istiodAddresses(): Record<keyof typeof ISTIOD_PORTS, string> {
  const at = (port: number): string => `${NODE.address}:${port}`;
  return { xds: at(15010), secure: at(15012), monitoring: at(15014), http: at(15080) };
}

const NAMESPACE = 'istio-system';

/** Settings of istiod: those of a default installation of ambient, without webhooks. */
const ENVIRONMENT = {
  PILOT_ENABLE_AMBIENT: 'true',
  POD_NAME: 'istiod',
  POD_NAMESPACE: NAMESPACE,
  CLUSTER_ID: 'Kubernetes',
  REVISION: 'default',
  INJECTION_WEBHOOK_CONFIG_NAME: '',
  VALIDATION_WEBHOOK_CONFIG_NAME: '',
};

/** Istio's control plane, which tells the data plane of ambient about workloads, services and policies. */
export class Istiod extends Component {
  constructor(
    tools: Toolbox,
    world: World,
    private readonly api: ApiServer,
  ) {
    super(world.folder, {
      name: 'istiod',
      command: tools.istiod,
      args: [
        'discovery',
        `--kubeconfig=${api.kubeconfig}`,
        `--httpAddr=:${ISTIOD_PORTS.http}`,
        `--grpcAddr=:${ISTIOD_PORTS.xds}`,
        `--secureGRPCAddr=:${ISTIOD_PORTS.secure}`,
        `--monitoringAddr=:${ISTIOD_PORTS.monitoring}`,
        '--httpsAddr=',
        '--ctrlz_port=0',
      ],
      env: ENVIRONMENT,
      ready: () => answersOk('127.0.0.1', ISTIOD_PORTS.http, '/ready'),
    });
  }

  override async start(): Promise<void> {
    await this.api.client.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await super.start();
  }

  /** A page of the debug endpoint, such as `ambientz`: the index of ambient. */
  async debug(page: string): Promise<unknown> {
    const answer = await sendRequest({ address: '127.0.0.1', port: ISTIOD_PORTS.http, path: `/debug/${page}` });
    if (answer.status !== 200) throw new Error(`${this.name}: /debug/${page} answered ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body);
  }
}
