import { type Cursor, endsWord } from './cursor';
import { malformed } from './malformed';
import { TOKEN, type Token, token } from './token';

const ANCHOR = /[&*]([\w-]+)/y;
/** Characters that can follow an anchor without a blank. */
const AFTER_ANCHOR = '?:,]}%@`';

const OTHER_ANCHOR = 'an anchor or alias with other characters than letters, digits, - and _';

/** Reads `&name` or `*name`. */
export function scanAnchor(cursor: Cursor): Token {
  const { at } = cursor;
  const type = cursor.text.charAt(at) === '&' ? TOKEN.anchor : TOKEN.alias;
  const name = cursor.take(ANCHOR)?.[1];
  const isEnded = endsWord(cursor.code()) || AFTER_ANCHOR.includes(cursor.text.charAt(cursor.at));
  if (name === undefined || !isEnded)
    malformed(at, OTHER_ANCHOR, "correct it; or quote it, if it is meant as text: '*.example.com'");
  return token(type, at, name);
}

const URI = /(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[0-9a-fA-F]{2})*/y;
const HANDLE = /!(?:[\w-]*!)?/y;

/** Reads a tag: `!!name`, `!name`, `!handle!name` or `!<name>`. */
export function scanTag(cursor: Cursor): Token {
  const { at } = cursor;
  const isVerbatim = cursor.text.startsWith('!<', at);
  if (isVerbatim) cursor.at += 2;
  const handle = isVerbatim ? '' : (cursor.take(HANDLE) as RegExpExecArray)[0];
  const name = takeUri(cursor);
  if (isVerbatim && cursor.text.charAt(cursor.at++) !== '>') malformed(at, 'a tag without the closing >');
  if (!endsWord(cursor.code()) || (name === '' && handle !== '!')) malformed(at, 'an invalid tag');
  return handle === '!' && name === '' ? token(TOKEN.tag, at, '!') : token(TOKEN.tag, at, name, handle);
}

function takeUri(cursor: Cursor): string {
  const { at } = cursor;
  try {
    return decodeURIComponent((cursor.take(URI) as RegExpExecArray)[0]);
  } catch {
    return malformed(at, 'a tag with an escape that is not a character');
  }
}

const VERSION = /%YAML[ \t]+([0-9]{1,2}\.[0-9]{1,2})/y;
const TAG = /%TAG[ \t]+(!(?:[\w-]*!)?)[ \t]+/y;
const REST = /[ \t]*(?:#[^\n\r\u0085\u2028\u2029]*)?(?=[\n\r\u0085\u2028\u2029]|$)/y;

/** Reads a line such as `%YAML 1.1`. */
export function scanDirective(cursor: Cursor): Token {
  const { at } = cursor;
  const version = cursor.take(VERSION)?.[1];
  const handle = cursor.take(TAG)?.[1];
  const prefix = handle === undefined ? '' : takeUri(cursor);
  const isWhole = version !== undefined || (prefix !== '' && endsWord(cursor.code()));
  if (!cursor.take(REST) || !isWhole) malformed(at, 'a directive that is neither %YAML nor %TAG');
  if (!cursor.isAtEnd) cursor.takeBreak();
  return version === undefined ? token(TOKEN.tagDirective, at, prefix, handle) : token(TOKEN.version, at, version);
}
