import { type JSDoc, Node, type Symbol as TsSymbol } from 'ts-morph';
import { inYaml } from '../../lib/constructs/host-files/yaml-words';

/** What the comment of a property says, for its schema. */
export interface Comment {
  readonly text: string;
  /** The type as written, such as `Duration`, which the compiler resolves. */
  readonly type: string;
}

export const NO_COMMENT: Comment = { text: '', type: '' };

/** The comment of a property, with its default as the last sentence. */
export function commentOf(symbol: TsSymbol): Comment {
  const [declaration] = symbol.getDeclarations();
  if (!declaration || !Node.isPropertySignature(declaration)) return NO_COMMENT;
  const doc = declaration.getJsDocs().at(-1);
  const text = [oneLine(doc?.getDescription() ?? ''), defaultOf(doc)].filter(Boolean).join(' ');
  return { text, type: declaration.getTypeNode()?.getText() ?? '' };
}

function defaultOf(doc: JSDoc | undefined): string {
  const tag = doc?.getTags().find((one) => one.getTagName() === 'default');
  const text = oneLine(tag?.getCommentText() ?? '').replace(/^- /, '');
  return text === '' ? '' : `Default: ${text}.`.replace(/\.\.$/, '.');
}

function oneLine(text: string): string {
  return inYaml(text.replaceAll(/\{@link ([^}]+)\}/g, '`$1`'))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The limits of a number that a comment names: `1 to 65535`, `at least 1`. */
export function limitsIn({ text }: Comment): { readonly minimum?: number; readonly maximum?: number } {
  const number = (digits: string) => Number(digits.replaceAll(',', ''));
  const [, from, to] = /\b(\d[\d,]*) to (\d[\d,]*\d)\b/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { minimum: number(from), maximum: number(to) };
  const [, least] = /\bat least (\d+)\b(?!\w)/.exec(text) ?? [];
  return least === undefined ? {} : { minimum: number(least) };
}

const DURATION = '([0-9]{1,5}(h|m|s|ms)){1,4}';

/** The pattern of a text that a comment or a type names: a date or a duration. */
export function patternIn({ text, type }: Comment): string | undefined {
  if (text.includes('`YYYY-MM-DD`')) return '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$';
  if (!/\bDuration\b/.test(type)) return undefined;
  return type.includes("'none'") ? `^(${DURATION}|none)$` : `^${DURATION}$`;
}
