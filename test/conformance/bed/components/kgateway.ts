import { connect } from 'node:net';
import { Component } from '../component';
import type { Toolbox } from '../provision';
import { CONTROL_PLANE, type World } from '../world';
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

/** Whether something accepts connections. */
export function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 1000 });
    const done = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', done(true)).once('error', done(false)).once('timeout', done(false));
  });
}

/** The controller of kgateway. It deploys gateways, writes statuses and serves Envoy its configuration. */
export function kgateway(tools: Toolbox, world: World, api: ApiServer): Component {
  return new Component(world.folder, {
    name: 'kgateway',
    command: tools.kgateway,
    args: [],
    env: { ...ENVIRONMENT, KUBECONFIG: api.kubeconfig },
    ready: async () => {
      const gatewayClass = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'kgateway' } };
      return (await accepts(CONTROL_PLANE, XDS_PORT)) && (await api.client.get(gatewayClass)) !== undefined;
    },
  });
}
