import { APPROVAL, brandOf } from '../../core/brand';
import { type Field, objectOf, optional, required, type Shape, type ShapeTexts, value, withType } from '../../core/shapes';
import { Approval, type ApprovalGrant, INSTANTS } from './approval';

const APPROVAL_VALUE = {
  rule: 'input/approval',
  allowed: 'Approval.granted({ … }) or Approval.pending({ … })',
  fix: 'use Approval.granted with who approved it and until when, or Approval.pending while it is not approved',
};

const nonEmpty = (fix: string) => ({ rule: 'input/approval', allowed: 'a non-empty string', fix });
const isText = (given: unknown) => typeof given === 'string';
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

/** Missing fields are reported by the checks of the approval. */
const grant = objectOf(
  {
    owner: textField(nonEmpty('name the team that is responsible for the destination')),
    ticket: textField(nonEmpty('name the ticket of the request')),
    reason: textField(nonEmpty('describe why the destination is needed')),
    approvedBy: textField(nonEmpty('name the person who approved it, or use Approval.pending')),
    from: optional(dateShape),
    until: optional(dateShape),
  } satisfies Record<keyof ApprovalGrant, Field>,
  APPROVAL_VALUE,
);

/** The value can be of another copy of this package. */
const approvalShape: Shape = (given, path, reading) => {
  if (brandOf(given, APPROVAL) === undefined) return reading.report(path, withType(given), APPROVAL_VALUE);
  const { fields, approved } = given as Approval;
  const read = grant(fields, path, reading);
  if (typeof read === 'symbol' || (given instanceof Approval && read === fields)) return typeof read === 'symbol' ? read : given;
  return approved === true ? Approval.granted(read as ApprovalGrant) : Approval.pending(read as ApprovalGrant);
};

/** The property `approval`. A malformed value is replaced with one that approves nothing. */
export const approvalField: Field = required(approvalShape, () => Approval.pending({ owner: '', ticket: '', reason: '' }));
