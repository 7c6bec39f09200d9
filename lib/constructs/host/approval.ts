import { digestOf, inContentOrder } from '../../core/approval-text';
import { APPROVAL } from '../../core/brand';
import { instantOf } from '../../core/instant';
import { type ApprovalKeys, DEFAULT_APPROVAL_KEYS } from '../../core/labels';

/** A request for an approval. The annotations are those under the default label domain. */
export interface ApprovalRequest {
  /** The team that is responsible for the destination, such as `team-a`. Annotation `security.corp/egress-owner`. */
  readonly owner: string;
  /** The ticket of the request, such as `SEC-12`. Annotation `security.corp/egress-ticket`. */
  readonly ticket: string;
  /** The reason why the destination is needed. Annotation `security.corp/egress-reason`. */
  readonly reason: string;
  /** What does not work while the destination is blocked. Annotation `security.corp/egress-impact`. @default - not stated */
  readonly impact?: string;
  /**
   * The class of the data that leaves, such as `internal`. `approvals.dataClasses` of the app lists the permitted ones. Annotation
   * `security.corp/egress-data-class`.
   *
   * @default - not stated
   */
  readonly dataClass?: string;
  /** Who asked for it, such as a name or an email address. Annotation `security.corp/egress-requested-by`. @default - not stated */
  readonly requestedBy?: string;
}

/** An approval: who approved what, and for how long. */
export interface ApprovalGrant extends ApprovalRequest {
  /**
   * Who approved it, such as a name or an email address, or a list of them. A name has no comma. Annotation
   * `security.corp/egress-approved-by`, with a comma and a space between names.
   */
  readonly approvedBy: string | readonly string[];
  /** When it begins: `YYYY-MM-DD` (midnight UTC) or `YYYY-MM-DDThh:mm:ssZ`. Annotation `security.corp/egress-from`. */
  readonly from: string;
  /** When it ends, in the same formats. It is no longer valid at this instant. Annotation `security.corp/egress-until`. */
  readonly until: string;
  /**
   * What the approver has reviewed, as lines such as `host api.example.com:443 http`. A host that differs is an error, which shows the
   * difference and all lines of the host as it is. Write `content: []` to see the lines of a host. Their order does not matter, except for
   * that of `requests`. Annotations `security.corp/egress-content` and `security.corp/egress-digest` of the objects of the host.
   *
   * @default - the approval is for whatever the host is
   */
  readonly content?: readonly string[];
}

/** An approval that was taken back. */
export interface ApprovalWithdrawal extends ApprovalRequest {
  /** Who withdrew it. Annotation `security.corp/egress-withdrawn-by`. */
  readonly by: string;
  /** When it was withdrawn: `YYYY-MM-DD` (midnight UTC) or `YYYY-MM-DDThh:mm:ssZ`. Annotation `security.corp/egress-withdrawn-on`. */
  readonly on: string;
}

/** The kind of an {@link Approval}. */
export type ApprovalKind = 'granted' | 'pending' | 'withdrawn';

/** Whether, why and for how long a destination is approved. It is recorded on the object that names the destination. */
export class Approval {
  /** An approval that is valid from `from` until `until`. To renew it, change `until`. */
  public static granted(grant: ApprovalGrant): Approval {
    return new Approval(grant, 'granted');
  }

  /** A request that is not approved yet: the host gets a route that refuses all requests, and no destination. */
  public static pending(request: ApprovalRequest): Approval {
    return new Approval(request, 'pending');
  }

  /**
   * An approval that was taken back before its end. The host keeps its route, which refuses all requests with the reason: who withdrew the
   * approval, when, the ticket, and whom to ask.
   */
  public static withdrawn(withdrawal: ApprovalWithdrawal): Approval {
    return new Approval(withdrawal, 'withdrawn');
  }

  protected readonly [APPROVAL]: ApprovalKind;

  private constructor(
    /** The given fields. Which ones are present depends on the kind. */
    public readonly fields: ApprovalRequest & Partial<ApprovalGrant> & Partial<ApprovalWithdrawal>,
    /** Whether it was granted, is pending, or was withdrawn. */
    public readonly kind: ApprovalKind,
  ) {
    this[APPROVAL] = kind;
  }

  /** False while the approval is pending, and after it was withdrawn. */
  public get approved(): boolean {
    return this.kind === 'granted';
  }

  /** The label of objects with this approval while it is in force, under the default label domain. */
  public get labels(): Readonly<Record<string, string>> {
    return approvalLabels(this.kind, DEFAULT_APPROVAL_KEYS);
  }

  /** The annotations of objects with this approval, under the default label domain. */
  public get annotations(): Record<string, string> {
    return approvalAnnotations(this, DEFAULT_APPROVAL_KEYS);
  }
}

/** The annotations of objects with an approval, except for its content. */
export function approvalAnnotations({ fields }: Approval, keys: ApprovalKeys): Record<string, string> {
  const { approvedBy, from, until, by, on, ...texts } = fields;
  const written = {
    approvedBy: approvedBy === undefined ? undefined : approversOf(approvedBy).join(', '),
    from: instantText(from),
    owner: texts.owner,
    reason: texts.reason,
    ticket: texts.ticket,
    until: instantText(until),
    impact: texts.impact,
    dataClass: texts.dataClass,
    requestedBy: texts.requestedBy,
    withdrawnBy: by,
    withdrawnOn: instantText(on),
  } satisfies Partial<Record<keyof ApprovalKeys, string | undefined>>;
  const given = Object.entries(written).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [keys[key as keyof ApprovalKeys], value as string]));
}

/** The annotations of all objects of a host whose approval states what was approved: the lines, and their digest. */
export function contentAnnotations({ fields: { content } }: Approval, keys: ApprovalKeys): Record<string, string> {
  if (content === undefined) return {};
  const text = inContentOrder(content).join('\n');
  return { [keys.content]: text, [keys.digest]: digestOf(text) };
}

/** Who approved it, as a list. */
export function approversOf(approvedBy: ApprovalGrant['approvedBy']): readonly string[] {
  return typeof approvedBy === 'string' ? [approvedBy] : approvedBy;
}

/** A malformed date is reported, and written as it is. */
function instantText(date: string | undefined): string | undefined {
  return instantOf(date)?.text ?? date;
}

/** Whether a host may be reached: an approval that is granted is in force from its beginning until just before its end. */
export type ApprovalState = ApprovalKind | 'ended' | 'not-begun';

/** The state of an approval at a time. Malformed dates are reported, and count as current. */
export function approvalState({ kind, fields }: Approval, now: Date): ApprovalState {
  if (kind !== 'granted') return kind;
  if ((instantOf(fields.until)?.millis ?? Number.POSITIVE_INFINITY) <= now.getTime()) return 'ended';
  return (instantOf(fields.from)?.millis ?? Number.NEGATIVE_INFINITY) > now.getTime() ? 'not-begun' : 'granted';
}

/** The label of objects with an approval in this state. */
export function approvalLabels(state: ApprovalState, keys: ApprovalKeys): Readonly<Record<string, string>> {
  return { [keys.approved]: state === 'granted' ? 'true' : state };
}

/** What the gateway answers to requests to a host whose approval is not in force; `undefined` if it is, or is pending. */
export function refusalText(host: string, approval: Approval, state: ApprovalState): string | undefined {
  const { owner, ticket, from, until } = approval.fields;
  const what = `egress refused: the approval of ${host}`;
  if (state === 'ended') return `${what} ended at ${instantText(until)}; ask ${owner} to renew it, ${ticket}`;
  if (state === 'not-begun') return `${what} begins at ${instantText(from)}; ask ${owner}, ${ticket}`;
  return state === 'withdrawn' ? `${what} was withdrawn ${withdrawalText(approval)}; ask ${owner}, ${ticket}` : undefined;
}

/** Who withdrew an approval, and when; `undefined` for another one. */
export function withdrawalText({ kind, fields }: Approval): string | undefined {
  return kind === 'withdrawn' ? `by ${fields.by} on ${instantText(fields.on)}` : undefined;
}
