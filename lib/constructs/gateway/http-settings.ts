import type { ListenerPolicyHttpSettings } from '../../../imports/gateway.kgateway.dev/listener-policy';
import type { Capabilities } from '../../core/platform';
import { jsonFormat } from './access-log';
import { Decision } from './decision';
import type { EgressGatewayProps } from './egress-gateway-props';
import type { GatewayHost } from './gateway-base';
import { secondsPerRequest } from './rate-limit';
import { localReplies } from './refusals';

/** What the listeners of a gateway depend on, besides its properties. */
export interface HttpParts {
  readonly capabilities: Capabilities;
  readonly decision: Decision | undefined;
  readonly hosts: readonly GatewayHost[];
}

/** How the listeners of a gateway treat requests. Complete when all hosts of the app exist. */
export function httpSettings(
  props: EgressGatewayProps,
  { capabilities, decision, hosts }: HttpParts,
): ListenerPolicyHttpSettings {
  const { accessLog = {}, streamIdle, refusals, webSockets, stripHostPort = hosts.some(({ isDynamic }) => isDynamic) } = props;
  const limits = [props, ...hosts].flatMap(({ rateLimit }) => rateLimit ?? []);
  const tokens = hosts.some(({ asksForToken }) => asksForToken);
  return {
    ...(accessLog && {
      accessLog: [{ fileSink: { path: '/dev/stdout', jsonFormat: jsonFormat(accessLog, capabilities, tokens) } }],
    }),
    // Runs before authorization, so that clients cannot send a decision.
    ...(decision && capabilities.earlyHeaderStrip && { earlyRequestHeaderModifier: { remove: [Decision.HEADER] } }),
    ...(streamIdle && { streamIdleTimeout: streamIdle === 'none' ? '0s' : streamIdle }),
    ...(capabilities.localReplies && { localReplies: localReplies(refusals, secondsPerRequest(limits)) }),
    ...(webSockets && { upgradeConfig: { enabledUpgrades: ['websocket'] } }),
    // Otherwise Envoy would call a dynamic host on the port that the client names.
    ...(stripHostPort && { stripHostPortMode: 'AnyPort' }),
  };
}
