import { instantOf } from '../../core/instant';
import { APPROVAL_ANNOTATIONS, APPROVED_LABEL } from '../../core/labels';
import type { PropCheck } from '../../core/prop-checks';

/** What is asked for, before anybody approved it. */
export interface ApprovalRequest {
  /** The team that answers for the destination, such as `team-a`. */
  readonly owner: string;
  /** Where the request was decided, such as `SEC-12`. */
  readonly ticket: string;
  /** What the destination is needed for. */
  readonly reason: string;
}

/** What was approved, by whom and for how long. */
export interface ApprovalGrant extends ApprovalRequest {
  /** Who approved it, such as a name or a mail address. */
  readonly approvedBy: string;
  /** The first instant it holds: `YYYY-MM-DD` (midnight UTC) or RFC 3339 in UTC (`2026-11-23T09:00:00Z`). */
  readonly from: string;
  /** The first instant it no longer holds, in the same forms. */
  readonly until: string;
}

/** Whether, why and how long a destination may be reached. It is written on the object that names the destination. */
export class Approval {
  /** An approval that holds from `from` until `until`. */
  public static granted(grant: ApprovalGrant): Approval {
    return new Approval(grant, true);
  }

  /** A request that waits for its decision: the host gets a route that refuses everything, and no way out. */
  public static pending(request: ApprovalRequest): Approval {
    return new Approval(request, false);
  }

  private constructor(
    /** The fields as given; `approvedBy`, `from` and `until` are absent while pending. */
    public readonly fields: ApprovalRequest & Partial<ApprovalGrant>,
    /** False while pending. */
    public readonly approved: boolean,
  ) {}

  /** The label of an object under this approval. */
  public get labels(): Readonly<Record<string, string>> {
    return this.approved ? GRANTED : PENDING;
  }

  /** The annotations of an object under this approval. */
  public get annotations(): Record<string, string> {
    const annotations: Record<string, string> = {};
    for (const key of KEYS) {
      const value = this.fields[key];
      if (value !== undefined) annotations[APPROVAL_ANNOTATIONS[key]] = instantOf(value)?.text ?? value;
    }
    return annotations;
  }
}

const GRANTED = Object.freeze({ [APPROVED_LABEL]: 'true' });
const PENDING = Object.freeze({ [APPROVED_LABEL]: 'pending' });

/** In the order in which the annotations are written. */
const KEYS = [
  'approvedBy',
  'from',
  'owner',
  'reason',
  'ticket',
  'until',
] as const satisfies (keyof typeof APPROVAL_ANNOTATIONS)[];

type ApprovalSubject = { readonly props: { readonly approval: Approval }; readonly now: Date };

const INSTANTS = 'YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ';
const field = (key: keyof ApprovalGrant) => (s: ApprovalSubject) => s.props.approval.fields?.[key];
const millis = (s: ApprovalSubject, key: 'from' | 'until') => instantOf(field(key)(s))?.millis ?? Number.NaN;
const ifGranted = (test: (s: ApprovalSubject) => boolean) => (s: ApprovalSubject) =>
  s.props.approval instanceof Approval && s.props.approval.approved && test(s);

const requiredText = (key: 'owner' | 'ticket' | 'reason' | 'approvedBy', fix: string): PropCheck<ApprovalSubject> => ({
  rule: 'input/approval',
  path: `approval.${key}`,
  breaks: (s) =>
    s.props.approval instanceof Approval &&
    (s.props.approval.approved || key !== 'approvedBy') &&
    (typeof field(key)(s) !== 'string' || field(key)(s)?.trim() === ''),
  got: field(key),
  allowed: 'a text that is not empty',
  fix,
});

const instant = (key: 'from' | 'until'): PropCheck<ApprovalSubject> => ({
  rule: 'input/approval',
  path: `approval.${key}`,
  breaks: ifGranted((s) => Number.isNaN(millis(s, key))),
  got: field(key),
  allowed: INSTANTS,
  fix: 'write the day in UTC',
});

/** What an approval must be, and that it holds now. */
export const approvalChecks: readonly PropCheck<ApprovalSubject>[] = [
  {
    rule: 'input/approval',
    path: 'approval',
    breaks: ({ props }) => !(props.approval instanceof Approval),
    allowed: 'Approval.granted({ … }) or Approval.pending({ … })',
    fix: 'say who approved the destination until when, or that it waits for its decision',
  },
  requiredText('owner', 'name the team that answers for it'),
  requiredText('ticket', 'name the ticket in which it is decided'),
  requiredText('reason', 'say what it is needed for'),
  requiredText('approvedBy', 'name who approved it, or use Approval.pending'),
  instant('from'),
  instant('until'),
  {
    rule: 'input/approval',
    path: 'approval.until',
    breaks: ifGranted((s) => millis(s, 'until') <= millis(s, 'from')),
    got: (s) => `${field('until')(s)}, from ${field('from')(s)}`,
    allowed: 'an end after its beginning',
    fix: 'correct from or until',
  },
  {
    rule: 'egress/approval-expired',
    path: 'approval.until',
    breaks: ifGranted((s) => !(millis(s, 'until') > s.now.getTime())),
    got: field('until'),
    allowed: ({ now }) => `an end after now, ${now.toISOString()}`,
    fix: 'have it approved again, or remove the host',
  },
  {
    rule: 'egress/approval-not-begun',
    path: 'approval.from',
    breaks: ifGranted((s) => !(millis(s, 'from') <= s.now.getTime())),
    got: field('from'),
    allowed: ({ now }) => `a beginning before now, ${now.toISOString()}`,
    fix: 'use Approval.pending until it begins',
  },
  {
    rule: 'egress/approval-pending',
    severity: 'warning',
    path: 'approval',
    breaks: ({ props }) => props.approval instanceof Approval && !props.approval.approved,
    got: (s) => `pending, ${field('ticket')(s)}`,
    allowed: 'granted: until then every request is refused',
    fix: 'Approval.granted once it is decided',
  },
];
