import type { PropCheck } from '../../core/prop-checks';
import type { CallerSet } from '../caller/caller-set';
import type { ExternalHostProps } from './external-host-props';

type HostSubject = { readonly props: ExternalHostProps };

/** The set of a host, if another repository owns its gateway and the set has a name. */
function setAtOwner({ props: { gateway, callers } }: HostSubject): CallerSet | undefined {
  return gateway.isImported && !Array.isArray(callers) ? (callers as CallerSet) : undefined;
}

function listenerOf({ props: { gateway, callers } }: HostSubject) {
  const { name } = callers as CallerSet;
  return gateway.listeners?.find((listener) => listener.name === name);
}

/** The checks of the callers of a host whose gateway another repository owns: that repository admits the callers. */
export const hostCallerChecks: readonly PropCheck<HostSubject>[] = [
  {
    rule: 'input/callers',
    path: 'callers',
    breaks: ({ props: { gateway, callers } }) => gateway.isImported && Array.isArray(callers),
    got: () => 'callers without the name of their set',
    allowed: "a CallerSet with the name of a listener of the gateway, whose callers the gateway's owner admits",
    fix: "write callers: new CallerSet({ name: 'http', callers: […] }), and add the same set to callerSets of the gateway",
  },
  {
    rule: 'input/callers',
    path: 'callers.name',
    breaks: (s) => setAtOwner(s) !== undefined && s.props.gateway.listeners !== undefined && listenerOf(s) === undefined,
    allowed: ({ props }) => `the listeners of the gateway: ${props.gateway.listeners?.map(({ name }) => name).join(', ')}`,
    fix: 'correct the name, or add the set to callerSets of the gateway, and its listener to listeners here',
  },
  {
    rule: 'input/callers',
    path: 'callers.port',
    breaks: (s) => {
      const [given, owned] = [setAtOwner(s)?.props.port, listenerOf(s)?.port];
      return given !== undefined && owned !== undefined && given !== owned;
    },
    got: (s) => setAtOwner(s)?.port,
    allowed: (s) => `${listenerOf(s)?.port}, the port of this listener of the gateway`,
    fix: 'remove the port: it is that of the listener',
  },
];
