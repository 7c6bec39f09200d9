import { oncePer } from '../../core/group-by';
import type { CompiledRules } from '../authz/compiled-rules';
import { portOfListener } from '../gateway/gateway-base';
import type { HostContent } from './approval-content';
import { destinationOf, transparentPort } from './destination-choice';
import type { ExternalHostProps } from './external-host-props';
import type { Tls } from './tls';

/** What matters of an `ExternalHost` for its approval. @param listener - that of its callers */
export function externalHostContent(props: ExternalHostProps, listener: string, tls: Tls, rules: CompiledRules): HostContent {
  const { gateway, protocol = 'http', callers, moreCallers = [] } = props;
  const sets = [{ listener, callers }, ...moreCallers.map((set) => ({ listener: set.name, callers: set }))];
  return {
    ...props,
    protocol,
    destination: destinationOf(props),
    tls,
    callers: [...oncePer(sets, (set) => set.listener)].map((set) => ({ ...set, port: portOfListener(gateway, set.listener) })),
    rules: gateway.decision && rules,
    transparentPort: transparentPort(props),
  };
}
