import { Component } from '../component';
import { accepts } from '../http-client';
import type { Pod } from '../pods';
import type { Toolbox } from '../provision';
import type { World } from '../world';
import type { ApiServer } from './api-server';

const XDS_PORT = 9977;

/** Settings of kgateway: a default installation with Istio's ServiceEntries, and without features that need a kubelet. */
const ENVIRONMENT = {
  KGW_ENABLE_ISTIO_INTEGRATION: 'true',
  // Envoy would send a service account token, which no kubelet mounts here.
  KGW_XDS_AUTH: 'false',
  KGW_DISABLE_LEADER_ELECTION: 'true',
  POD_NAMESPACE: 'kgateway-system',
  POD_NAME: 'kgateway',
};

/** The controller of kgateway, in its pod. It deploys gateways, writes statuses and serves Envoy its configuration. */
export function kgateway(tools: Toolbox, world: World, api: ApiServer, pod: Pod): Component {
  return new Component(world.folder, {
    name: 'kgateway',
    command: tools.kgateway,
    args: [],
    pod,
    env: { ...ENVIRONMENT, KUBECONFIG: api.kubeconfig },
    ready: async () => {
      const gatewayClass = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'kgateway' } };
      return (await accepts(pod.ip, XDS_PORT)) && (await api.client.get(gatewayClass)) !== undefined;
    },
  });
}
