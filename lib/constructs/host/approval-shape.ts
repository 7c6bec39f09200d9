import { APPROVAL, brandOf } from '../../core/brand';
import {
  BROKEN,
  type Field,
  listOf,
  objectOf,
  optional,
  required,
  type Shape,
  type ShapeTexts,
  value,
  withType,
} from '../../core/shapes';
import { Approval, type ApprovalGrant, type ApprovalKind, type ApprovalRequest, type ApprovalWithdrawal } from './approval';
import { INSTANTS } from './approval-checks';

const APPROVAL_VALUE = {
  rule: 'input/approval',
  allowed: 'Approval.granted({ … }), Approval.pending({ … }) or Approval.withdrawn({ … })',
  fix: 'use Approval.granted with who approved it and until when, or Approval.pending while it is not approved',
};

const nonEmpty = (fix: string) => ({ rule: 'input/approval', allowed: 'a non-empty string', fix });
const isText = (given: unknown): given is string => typeof given === 'string';
const textField = (texts: ShapeTexts) => optional(value(isText, texts, true));

/** YAML parsers turn an unquoted date into a `Date`. */
const dateShape: Shape = (given, path, reading) => {
  const day =
    given instanceof Date && !Number.isNaN(given.getTime())
      ? given.toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z')
      : undefined;
  const fix = day === undefined ? 'write the date in UTC' : `write the date as a string: '${day}'`;
  return value(isText, { rule: 'input/approval', allowed: INSTANTS, fix }, true)(given, path, reading);
};

const APPROVERS = {
  rule: 'input/approval',
  allowed: 'a name without a comma, or a list of names',
  fix: 'name the person who approved it, or use Approval.pending',
};
const approverList = listOf(value(isText, { ...APPROVERS, allowed: 'a name' }, true), APPROVERS);
const approversShape: Shape = (given, path, reading) =>
  isText(given)
    ? given
    : Array.isArray(given)
      ? approverList(given, path, reading)
      : reading.report(path, withType(given, true), APPROVERS);

const CONTENT = {
  rule: 'input/approval',
  allowed: "a list of lines, such as 'host api.example.com:443 http'",
  fix: 'write content: [], and synthesis shows the lines of the host',
};
const isLine = (given: unknown) => isText(given) && given !== '' && given === given.trim() && !/[\r\n]/.test(given);

const REQUEST = {
  owner: textField(nonEmpty('name the team that is responsible for the destination')),
  ticket: textField(nonEmpty('name the ticket of the request')),
  reason: textField(nonEmpty('describe why the destination is needed')),
  impact: textField(nonEmpty('describe what does not work while it is blocked, or remove impact')),
  dataClass: textField(nonEmpty('name the class of the data, or remove dataClass')),
  requestedBy: textField(nonEmpty('name the person who asked for it, or remove requestedBy')),
} satisfies Record<keyof ApprovalRequest, Field>;

const GRANT = {
  ...REQUEST,
  approvedBy: optional(approversShape),
  from: optional(dateShape),
  until: optional(dateShape),
  content: optional(
    listOf(value(isLine, { ...CONTENT, allowed: 'a text on one line, without blanks at its ends' }, true), CONTENT),
  ),
} satisfies Record<keyof ApprovalGrant, Field>;

const WITHDRAWAL = {
  ...REQUEST,
  by: textField(nonEmpty('name the person who withdrew the approval')),
  on: optional(dateShape),
} satisfies Record<keyof ApprovalWithdrawal, Field>;

/** The fields of each kind. Missing ones are reported by the checks of the approval. */
const SHAPES: Readonly<Record<ApprovalKind, Shape>> = {
  granted: objectOf(GRANT, APPROVAL_VALUE),
  pending: objectOf(REQUEST, APPROVAL_VALUE),
  withdrawn: objectOf(WITHDRAWAL, APPROVAL_VALUE),
};

/** The value can be of another copy of this package. */
const approvalShape: Shape = (given, path, reading) => {
  const kind = brandOf(given, APPROVAL) as ApprovalKind | undefined;
  if (kind === undefined || !Object.hasOwn(SHAPES, kind)) return reading.report(path, withType(given), APPROVAL_VALUE);
  const { fields } = given as Approval;
  const read = SHAPES[kind](fields, path, reading);
  if (read === BROKEN || (given instanceof Approval && read === fields)) return read === BROKEN ? read : given;
  return Approval[kind](read as ApprovalGrant & ApprovalWithdrawal);
};

/** The property `approval`. A malformed value is replaced with one that approves nothing. */
export const approvalField: Field = required(approvalShape, () => Approval.pending({ owner: '', ticket: '', reason: '' }));
