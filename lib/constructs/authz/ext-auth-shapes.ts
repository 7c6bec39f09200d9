import { brandOf, SERVER } from '../../core/brand';
import { DURATION_FORMAT } from '../../core/duration';
import { isCount } from '../../core/numbers';
import {
  type Field,
  type Fields,
  isObject,
  listOf,
  objectOf,
  optional,
  portNumber,
  required,
  type Shape,
  text,
  value,
  withType,
} from '../../core/shapes';
import { commonFields } from '../base/egress-construct';
import { gatewayField, nameOrObject } from '../gateway/gateway-shapes';
import { apiServerShape, networkShapes } from '../network/network-shapes';
import {
  AuthorizationServer,
  type DeployedServerProps,
  type ExistingServerProps,
  type WorkloadServerProps,
} from './authorization-server';
import { isCondition } from './conditions/compile';
import type { ExtAuthPolicyProps } from './ext-auth-policy-props';
import { SERVER_PORTS } from './server-parts';
import { serverPodFields } from './server-pod-shapes';

const ALLOW = {
  rule: 'input/allow',
  allowed: 'RequestCondition.header(…) or RequestCondition.always()',
  fix: 'add RequestCondition.header(…), or RequestCondition.always()',
};

const SERVER_VALUE = {
  rule: 'input/server',
  allowed: 'AuthorizationServer.deploy({ … }), existing({ … }) or runBy({ … })',
  fix: 'use one of these, or remove server for AuthorizationServer.deploy()',
};
const portOr = (standard: number) => optional(portNumber('input/server', `correct the port, or remove it for ${standard}`));
const PORTS = { port: portOr(SERVER_PORTS.grpc), probePort: portOr(SERVER_PORTS.probes) };

const deployed = objectOf(
  {
    replicas: optional(
      value((given) => isCount(given, 1), {
        rule: 'input/server',
        allowed: 'a whole number of at least 1: without a server, every request is refused',
        fix: 'correct the number, or remove replicas for 2',
      }),
    ),
    ...serverPodFields,
    serviceAccount: optional(
      nameOrObject({
        rule: 'input/server',
        allowed: 'a DNS subdomain (a-z, 0-9, - and ., at most 253 characters), or a ServiceAccount of cdk8s-plus',
        fix: 'correct the name',
      }),
    ),
    apiServer: optional(apiServerShape),
  } satisfies Record<keyof DeployedServerProps, Field>,
  SERVER_VALUE,
);

const existing = objectOf(
  {
    serviceName: required(
      text({
        rule: 'input/server',
        allowed: 'the name of a Service: a-z, 0-9 and -, starting with a letter, at most 63 characters',
        fix: 'correct the name',
      }),
      (unique) => unique,
    ),
    namespace: optional(
      nameOrObject({
        rule: 'input/server',
        allowed: 'a namespace name (a-z, 0-9 and -, at most 63 characters), or a Namespace of cdk8s-plus',
        fix: "correct the namespace, or remove it for the gateway's namespace",
      }),
    ),
    labels: optional(networkShapes('input/server').labels),
    ...PORTS,
  } satisfies Record<keyof ExistingServerProps, Field>,
  SERVER_VALUE,
);

const WORKLOAD = {
  rule: 'input/server',
  allowed: 'a workload whose labels select its pods, such as a Deployment of cdk8s-plus',
  fix: 'set workload to the workload object, or to { matchLabels, metadata: { namespace } }',
};

/** A workload of cdk8s-plus is too large to print. */
const workload: Shape = (given, path, reading) => {
  if (!isObject(given)) return reading.report(path, withType(given), WORKLOAD);
  return isObject(given.matchLabels) ? given : reading.report(path, 'a workload without matchLabels', WORKLOAD);
};

const runBy = objectOf(
  {
    workload: required(workload, (unique) => ({ matchLabels: { app: unique }, metadata: {} })),
    ...PORTS,
  } satisfies Record<keyof WorkloadServerProps, Field>,
  SERVER_VALUE,
);

/** The value can be of another copy of this package. */
const serverShape: Shape = (given, path, reading) => {
  const factory = brandOf(given, SERVER);
  if (factory !== 'deploy' && factory !== 'existing' && factory !== 'runBy') {
    return reading.report(path, withType(given), SERVER_VALUE);
  }
  const server = given as AuthorizationServer;
  const [shape, props] = {
    deploy: [deployed, server.deployed] as const,
    existing: [existing, server.existing] as const,
    runBy: [runBy, server.byWorkload] as const,
  }[factory];
  const read = shape(props, path, reading);
  if (typeof read === 'symbol') return read;
  return given instanceof AuthorizationServer && read === props ? given : AuthorizationServer[factory](read as never);
};

const FORWARDED = {
  rule: 'input/allow',
  allowed: "names of request headers, such as ['x-team']",
  fix: 'correct the name, or remove headersToForward',
};

const NODES = {
  rule: 'input/node-address',
  allowed: 'IPv4 or IPv6 addresses, without the length of a prefix',
  fix: "write the addresses as ['169.254.7.127'], or remove nodeAddresses for those of istio-cni",
};

/** The shapes of the properties of an `ExtAuthPolicy`. */
export const extAuthFields: Fields<ExtAuthPolicyProps> = {
  gateway: gatewayField,
  name: required(
    text({
      rule: 'input/name',
      allowed:
        'a DNS label (a-z, 0-9 and -, starting with a letter, at most 63 characters), because the Service has the same name',
      fix: 'correct the name',
    }),
    (unique) => unique,
  ),
  allow: required(
    listOf(value(isCondition, ALLOW), {
      ...ALLOW,
      allowed: 'a list of conditions, such as [RequestCondition.always()]',
      fix: 'write allow: [RequestCondition.header(…)], or allow: [RequestCondition.always()]',
    }),
    () => [],
  ),
  message: optional(
    text({ rule: 'input/property', allowed: 'a string', fix: 'write the message as a string, or remove it for the default' }),
  ),
  headersToForward: optional(listOf(text(FORWARDED), FORWARDED)),
  timeout: optional(
    text({
      rule: 'input/timeout',
      allowed: `${DURATION_FORMAT}, greater than 0`,
      fix: 'correct the duration, or remove timeout for 1s',
    }),
  ),
  nodeAddresses: optional(listOf(text(NODES), { ...NODES, allowed: 'a list of IPv4 or IPv6 addresses' })),
  server: optional(serverShape),
  policyName: optional(
    text({
      rule: 'input/name',
      allowed: 'a DNS subdomain: a-z, 0-9, - and ., at most 253 characters',
      fix: 'correct the name, or remove policyName',
    }),
  ),
  ...commonFields,
};
