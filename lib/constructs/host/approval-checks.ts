import { instantOf } from '../../core/instant';
import type { PropCheck } from '../../core/prop-checks';
import { type Approval, approversOf } from './approval';
import { contentChanges } from './approval-changes';

/** The data that the checks of an approval use. */
export interface ApprovalSubject {
  readonly props: { readonly approval: Approval };
  readonly now: Date;
  /** The lines of the host as it is, in canonical order. */
  readonly content: () => readonly string[];
}

type TextField = 'owner' | 'ticket' | 'reason' | 'impact' | 'dataClass' | 'requestedBy' | 'by';
type DateField = 'from' | 'until' | 'on';

/** The formats of dates, for messages. */
export const INSTANTS = 'YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ';

const fieldsOf = (s: ApprovalSubject) => s.props.approval.fields;
const field = (key: TextField | DateField) => (s: ApprovalSubject) => fieldsOf(s)[key];
const millis = (s: ApprovalSubject, key: DateField) => instantOf(field(key)(s))?.millis ?? Number.NaN;
const is = (kind: Approval['kind'], test: (s: ApprovalSubject) => boolean) => (s: ApprovalSubject) =>
  s.props.approval.kind === kind && test(s);
const isBlank = (text: unknown) => typeof text !== 'string' || text.trim() === '';

const text = (key: TextField, breaks: (s: ApprovalSubject) => boolean, fix: string): PropCheck<ApprovalSubject> => ({
  rule: 'input/approval',
  path: `approval.${key}`,
  breaks,
  got: field(key),
  allowed: 'a non-empty string',
  fix,
});

const requiredText = (key: TextField, fix: string) => text(key, (s) => isBlank(field(key)(s)), fix);
const optionalText = (key: TextField, fix: string) =>
  text(key, (s) => field(key)(s) !== undefined && isBlank(field(key)(s)), fix);

const instant = (key: DateField, kind: Approval['kind']): PropCheck<ApprovalSubject> => ({
  rule: 'input/approval',
  path: `approval.${key}`,
  breaks: is(kind, (s) => Number.isNaN(millis(s, key))),
  got: field(key),
  allowed: INSTANTS,
  fix: 'write the date in UTC',
});

/** A missing field is reported. */
const ticketOf = (s: ApprovalSubject) => field('ticket')(s) ?? 'the ticket';
const orNothing = (s: ApprovalSubject, key: TextField | DateField) => field(key)(s) ?? 'nothing';

/** An ended approval leads nowhere, whatever the host is. */
const isOutdated = is('granted', (s) => {
  const { content } = fieldsOf(s);
  return content !== undefined && !(millis(s, 'until') <= s.now.getTime()) && contentChanges(content, s.content()).length > 0;
});

/** The lines of a content as a property, to copy into a program or into a file of YAML. */
function contentProperty(lines: readonly string[]): readonly string[] {
  // Only without these characters do single quotes mean the same in both.
  const quoted = lines.map((line) => `  ${/['\\]/.test(line) ? JSON.stringify(line) : `'${line}'`},`);
  return ['content: [', ...quoted, ']'];
}

const formRows: readonly PropCheck<ApprovalSubject>[] = [
  requiredText('owner', 'name the team that is responsible for the destination'),
  requiredText('ticket', 'name the ticket of the request'),
  requiredText('reason', 'describe why the destination is needed'),
  optionalText('impact', 'describe what does not work while it is blocked, or remove impact'),
  optionalText('dataClass', 'name the class of the data, or remove dataClass'),
  optionalText('requestedBy', 'name the person who asked for it, or remove requestedBy'),
  {
    rule: 'input/approval',
    path: 'approval.approvedBy',
    breaks: is('granted', (s) => {
      const names = approversOf(fieldsOf(s).approvedBy ?? []);
      return names.length === 0 || names.some((name) => isBlank(name) || /[,\n]/.test(name));
    }),
    got: (s) => fieldsOf(s).approvedBy,
    allowed: 'a name without a comma, or a list of names',
    fix: "name the person who approved it, or use Approval.pending; write several names as a list: approvedBy: ['…', '…']",
  },
  text(
    'by',
    is('withdrawn', (s) => isBlank(field('by')(s))),
    'name the person who withdrew the approval',
  ),
  instant('on', 'withdrawn'),
  instant('from', 'granted'),
  instant('until', 'granted'),
  {
    rule: 'input/approval',
    path: 'approval.until',
    breaks: is('granted', (s) => millis(s, 'until') <= millis(s, 'from')),
    got: (s) => `${field('until')(s)}, from ${field('from')(s)}`,
    allowed: 'an end after the beginning',
    fix: 'correct from or until',
  },
];

const stateRows: readonly PropCheck<ApprovalSubject>[] = [
  {
    rule: 'egress/approval-expired',
    severity: 'warning',
    path: 'approval.until',
    breaks: is('granted', (s) => !(millis(s, 'until') > s.now.getTime())),
    got: field('until'),
    allowed: ({ now }) => `an end after now, ${now.toISOString()}: every request to the host is refused`,
    fix: 'have it renewed, and set until to the new end; or remove the host',
  },
  {
    rule: 'egress/approval-not-begun',
    severity: 'warning',
    path: 'approval.from',
    breaks: is('granted', (s) => !(millis(s, 'from') <= s.now.getTime())),
    got: field('from'),
    allowed: ({ now }) => `a beginning before now, ${now.toISOString()}: until then, every request to the host is refused`,
    fix: 'synthesize again when it has begun, or correct from',
  },
  {
    rule: 'egress/approval-pending',
    severity: 'warning',
    path: 'approval',
    breaks: is('pending', () => true),
    got: (s) => `pending, ${orNothing(s, 'ticket')}`,
    allowed: 'an approval that is granted: until then, every request to the host is refused',
    fix: 'use Approval.granted when it is approved',
  },
  {
    rule: 'egress/approval-withdrawn',
    severity: 'warning',
    path: 'approval',
    breaks: is('withdrawn', () => true),
    got: (s) => `withdrawn by ${orNothing(s, 'by')} on ${orNothing(s, 'on')}, ${orNothing(s, 'ticket')}`,
    allowed: 'an approval that is granted: every request to the host is refused',
    fix: 'remove the host when nobody calls it any more, or use Approval.granted after a new approval',
  },
  {
    rule: 'egress/approval-outdated',
    path: 'approval.content',
    breaks: isOutdated,
    got: (s) => contentChanges(fieldsOf(s).content ?? [], s.content()).join('; '),
    allowed: (s) => `the host as ${ticketOf(s)} approved it`,
    fix: (s) => `ask ${ticketOf(s)} again; after the review, write what was reviewed, which is now:`,
    paste: (s) => contentProperty(s.content()),
  },
];

/** The checks of the property `approval`. */
export const approvalChecks: readonly PropCheck<ApprovalSubject>[] = [...formRows, ...stateRows];
