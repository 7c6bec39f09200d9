import { type Fields, flag, listOf, optional, required, text } from '../../core/shapes';
import { commonFields } from '../base/egress-construct';
import { gatewayShape, nameOrObject } from '../gateway/gateway-shapes';
import { dnsField, networkShapes, peersField } from '../network/network-shapes';
import type { ClientNamespaceProps } from './client-namespace-props';

/** The shapes of the properties of a `ClientNamespace`. */
export const clientFields: Fields<ClientNamespaceProps> = {
  namespace: required(
    nameOrObject({
      rule: 'input/namespace',
      allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
      fix: 'correct the namespace',
    }),
    (unique) => unique,
  ),
  createNamespace: optional(flag('input/property', 'correct the value, or remove createNamespace for false')),
  gateways: required(
    listOf(gatewayShape, {
      rule: 'input/gateway',
      allowed: 'a list of gateways, such as [gateway]',
      fix: 'write gateways: [gateway]',
    }),
    () => [],
  ),
  allow: peersField,
  dns: dnsField,
  denyIngress: optional(flag('input/property', 'correct the value, or remove denyIngress for false')),
  probePorts: optional(networkShapes('input/port').ports),
  policyName: optional(
    text({
      rule: 'input/name',
      allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
      fix: 'correct the name, or remove policyName',
    }),
  ),
  ...commonFields,
};
