import { APPROVAL } from '../../core/brand';
import { instantOf } from '../../core/instant';
import { type ApprovalKeys, DEFAULT_APPROVAL_KEYS } from '../../core/labels';
import type { PropCheck } from '../../core/prop-checks';

/** A request for an approval. The annotations are those under the default label domain. */
export interface ApprovalRequest {
  /** The team that is responsible for the destination, such as `team-a`. Annotation `security.corp/egress-owner`. */
  readonly owner: string;
  /** The ticket of the request, such as `SEC-12`. Annotation `security.corp/egress-ticket`. */
  readonly ticket: string;
  /** The reason why the destination is needed. Annotation `security.corp/egress-reason`. */
  readonly reason: string;
}

/** An approval: who approved what, and for how long. */
export interface ApprovalGrant extends ApprovalRequest {
  /** Who approved it, such as a name or an email address. Annotation `security.corp/egress-approved-by`. */
  readonly approvedBy: string;
  /** When it begins: `YYYY-MM-DD` (midnight UTC) or `YYYY-MM-DDThh:mm:ssZ`. Annotation `security.corp/egress-from`. */
  readonly from: string;
  /** When it ends, in the same formats. It is no longer valid at this instant. Annotation `security.corp/egress-until`. */
  readonly until: string;
}

/** Whether, why and for how long a destination is approved. It is recorded on the object that names the destination. */
export class Approval {
  /** An approval that is valid from `from` until `until`. */
  public static granted(grant: ApprovalGrant): Approval {
    return new Approval(grant, true);
  }

  /** A request that is not approved yet: the host gets a route that refuses all requests, and no destination. */
  public static pending(request: ApprovalRequest): Approval {
    return new Approval(request, false);
  }

  protected readonly [APPROVAL] = true;

  private constructor(
    /** The given fields. `approvedBy`, `from` and `until` are absent while the approval is pending. */
    public readonly fields: ApprovalRequest & Partial<ApprovalGrant>,
    /** False while the approval is pending. */
    public readonly approved: boolean,
  ) {}

  /** The label of objects with this approval while it is in force, under the default label domain. */
  public get labels(): Readonly<Record<string, string>> {
    return { [DEFAULT_APPROVAL_KEYS.approved]: this.approved ? 'true' : 'pending' };
  }

  /** The annotations of objects with this approval, under the default label domain. */
  public get annotations(): Record<string, string> {
    return approvalAnnotations(this, DEFAULT_APPROVAL_KEYS);
  }
}

/** The annotations of objects with an approval. */
export function approvalAnnotations({ fields }: Approval, keys: ApprovalKeys): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const key of KEYS) {
    const value = fields[key];
    if (value !== undefined) annotations[keys[key]] = instantOf(value)?.text ?? value;
  }
  return annotations;
}

/** Whether a host may be reached: an approval that is granted is in force from its beginning until just before its end. */
export type ApprovalState = 'granted' | 'pending' | 'ended' | 'not-begun';

/** The state of an approval at a time. Malformed dates are reported, and count as current. */
export function approvalState({ approved, fields }: Approval, now: Date): ApprovalState {
  if (!approved) return 'pending';
  if ((instantOf(fields.until)?.millis ?? Number.POSITIVE_INFINITY) <= now.getTime()) return 'ended';
  return (instantOf(fields.from)?.millis ?? Number.NEGATIVE_INFINITY) > now.getTime() ? 'not-begun' : 'granted';
}

/** The label of objects with an approval in this state. */
export function approvalLabels(state: ApprovalState, keys: ApprovalKeys): Readonly<Record<string, string>> {
  return { [keys.approved]: state === 'granted' ? 'true' : state };
}

/** What the gateway answers to requests to a host whose approval is granted, but not in force; else `undefined`. */
export function refusalText(host: string, { fields }: Approval, state: ApprovalState): string | undefined {
  if (state !== 'ended' && state !== 'not-begun') return undefined;
  const { owner, ticket } = fields;
  const when = (key: 'from' | 'until') => instantOf(fields[key])?.text;
  return state === 'ended'
    ? `egress refused: the approval of ${host} ended at ${when('until')}; ask ${owner} to renew it, ${ticket}`
    : `egress refused: the approval of ${host} begins at ${when('from')}; ask ${owner}, ${ticket}`;
}

/** In the order in which the annotations are written. */
const KEYS = ['approvedBy', 'from', 'owner', 'reason', 'ticket', 'until'] as const satisfies (keyof ApprovalGrant)[];

type ApprovalSubject = { readonly props: { readonly approval: Approval }; readonly now: Date };

/** The formats of `from` and `until`, for messages. */
export const INSTANTS = 'YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ';
const field = (key: keyof ApprovalGrant) => (s: ApprovalSubject) => s.props.approval.fields[key];
const millis = (s: ApprovalSubject, key: 'from' | 'until') => instantOf(field(key)(s))?.millis ?? Number.NaN;
const ifGranted = (test: (s: ApprovalSubject) => boolean) => (s: ApprovalSubject) => s.props.approval.approved && test(s);

const requiredText = (key: 'owner' | 'ticket' | 'reason' | 'approvedBy', fix: string): PropCheck<ApprovalSubject> => ({
  rule: 'input/approval',
  path: `approval.${key}`,
  breaks: (s) =>
    (s.props.approval.approved || key !== 'approvedBy') && (typeof field(key)(s) !== 'string' || field(key)(s)?.trim() === ''),
  got: field(key),
  allowed: 'a non-empty string',
  fix,
});

const instant = (key: 'from' | 'until'): PropCheck<ApprovalSubject> => ({
  rule: 'input/approval',
  path: `approval.${key}`,
  breaks: ifGranted((s) => Number.isNaN(millis(s, key))),
  got: field(key),
  allowed: INSTANTS,
  fix: 'write the date in UTC',
});

/** The checks of the property `approval`. */
export const approvalChecks: readonly PropCheck<ApprovalSubject>[] = [
  requiredText('owner', 'name the team that is responsible for the destination'),
  requiredText('ticket', 'name the ticket of the request'),
  requiredText('reason', 'describe why the destination is needed'),
  requiredText('approvedBy', 'name the person who approved it, or use Approval.pending'),
  instant('from'),
  instant('until'),
  {
    rule: 'input/approval',
    path: 'approval.until',
    breaks: ifGranted((s) => millis(s, 'until') <= millis(s, 'from')),
    got: (s) => `${field('until')(s)}, from ${field('from')(s)}`,
    allowed: 'an end after the beginning',
    fix: 'correct from or until',
  },
  {
    rule: 'egress/approval-expired',
    path: 'approval.until',
    breaks: ifGranted((s) => !(millis(s, 'until') > s.now.getTime())),
    got: field('until'),
    allowed: ({ now }) => `an end after now, ${now.toISOString()}`,
    fix: 'get a new approval, or remove the host',
  },
  {
    rule: 'egress/approval-not-begun',
    path: 'approval.from',
    breaks: ifGranted((s) => !(millis(s, 'from') <= s.now.getTime())),
    got: field('from'),
    allowed: ({ now }) => `a beginning before now, ${now.toISOString()}`,
    fix: 'use Approval.pending until then',
  },
  {
    rule: 'egress/approval-pending',
    severity: 'warning',
    path: 'approval',
    breaks: ({ props }) => !props.approval.approved,
    got: (s) => `pending, ${field('ticket')(s)}`,
    allowed: 'an approval that is granted: until then, every request to the host is refused',
    fix: 'use Approval.granted when it is approved',
  },
];
