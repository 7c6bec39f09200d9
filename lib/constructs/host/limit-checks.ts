import { DURATION_FORMAT, toMillis } from '../../core/duration';
import type { PropCheck } from '../../core/prop-checks';
import { rateLimitCheck } from '../gateway/rate-limit';
import { destinationOf, sharedBackendOf } from './destination-choice';
import type { ExternalHostProps } from './external-host-props';

interface LimitSubject {
  readonly props: ExternalHostProps;
  /** Whether a BackendConfigPolicy can attach to its destination. */
  readonly configurable: boolean;
}

/** The suffix of the TrafficPolicy with the limit of requests, after the name of the other policy. */
export const LIMIT_SUFFIX = '-limit';

const sharesBackend = ({ props }: LimitSubject) => sharedBackendOf(props, destinationOf(props)) !== undefined;

/** The checks of the limits of a host. */
export const limitChecks: readonly PropCheck<LimitSubject>[] = [
  rateLimitCheck,
  {
    rule: 'input/rate-limit',
    path: 'rateLimit',
    breaks: ({ props }) => props.rateLimit !== undefined && props.gateway.rateLimit !== undefined,
    allowed: 'no limit at a gateway that has one: that of the host would replace it, so that no set of callers is limited here',
    fix: 'remove rateLimit of the host, or that of the gateway',
  },
  {
    rule: 'input/timeout',
    path: 'maxStreamDuration',
    breaks: ({ props: { maxStreamDuration } }) => maxStreamDuration !== undefined && !toMillis(maxStreamDuration),
    allowed: `${DURATION_FORMAT}, greater than 0`,
    fix: 'correct the duration, or remove maxStreamDuration for no limit',
  },
  {
    rule: 'input/destination',
    path: 'maxStreamDuration',
    breaks: (s) => s.props.maxStreamDuration !== undefined && sharesBackend(s),
    allowed: 'no value for a dynamic host, which shares its Backend with others',
    fix: "remove maxStreamDuration, or set destination to 'ServiceEntry'",
  },
  {
    rule: 'input/platform-feature',
    path: 'maxStreamDuration',
    breaks: (s) => s.props.maxStreamDuration !== undefined && !sharesBackend(s) && !s.configurable,
    allowed: 'no value for a ServiceEntry on this version of kgateway',
    fix: "target kgateway 2.3 or later, use destination 'Backend', or remove maxStreamDuration",
  },
];
