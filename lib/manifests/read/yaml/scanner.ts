import { Cursor, endsWord, isBlank, isBreak } from './cursor';
import { malformed } from './malformed';
import { scanBlock } from './scan-block';
import { scanPlain } from './scan-plain';
import { scanJsonString, scanQuoted } from './scan-quoted';
import { scanAnchor, scanDirective, scanTag } from './scan-words';
import { TOKEN, type Token, type TokenType, token } from './token';

/** The start of a possible key: only its colon shows that it is a key. There is one for each pair of brackets around the cursor. */
interface PossibleKey {
  possible: boolean;
  /** Whether only a key is valid there. */
  required: boolean;
  /** The number of its first token in the document. */
  token: number;
  at: number;
  column: number;
}

/** The maximum length of a key without `?`, in characters. */
const LONGEST_KEY = 1024;

const NO_PLAIN = '-?:,[]{}#&*!|>\'"%@`';

/**
 * Divides a document into tokens, like readers of YAML 1.1 that derive from libyaml, such as that of Kubernetes. Unlike in YAML 1.2,
 * columns matter only for the start and end of blocks. In brackets and quotes, every column is valid.
 */
export class Scanner {
  private readonly cursor: Cursor;
  /** The column of the innermost block; -1 if there is none. */
  private indent = -1;
  private readonly indents: number[] = [];
  private readonly keys: PossibleKey[] = [noKey()];
  private keyAllowed = true;
  private queue: Token[] = [];
  private head = 0;
  /** The number of tokens that were taken. */
  private taken = 0;
  private isNextKnown = false;

  /** @param isJson - whether the text is known to be JSON: then keys have any length, and strings have the escapes of JSON */
  public constructor(
    text: string,
    private readonly isJson: boolean,
  ) {
    this.cursor = new Cursor(text);
  }

  /** Returns the next token without taking it. */
  public peek(): Token {
    if (!this.isNextKnown) {
      while (this.head === this.queue.length || this.mayBeKey()) this.fetch();
      this.isNextKnown = true;
    }
    return this.queue[this.head] as Token;
  }

  /** Takes the next token. */
  public take(): Token {
    const next = this.peek();
    this.head++;
    this.taken++;
    this.isNextKnown = false;
    if (this.head === this.queue.length) {
      this.queue = [];
      this.head = 0;
    }
    return next;
  }

  private get inFlow(): boolean {
    return this.keys.length > 1;
  }

  private get possibleKey(): PossibleKey {
    return this.keys[this.keys.length - 1] as PossibleKey;
  }

  /** Whether the next token can still be the start of a key. A token for the key would be inserted before it. */
  private mayBeKey(): boolean {
    for (const key of this.keys) if (key.possible && key.token === this.taken) return this.isStillPossible(key);
    return false;
  }

  /** A key must end on its line, and must not be too long. */
  private isStillPossible(key: PossibleKey): boolean {
    if (!key.possible) return false;
    const { lineStart, at } = this.cursor;
    if (this.isJson || (key.at >= lineStart && this.isShort(key.at, at))) return true;
    this.dropKey(key);
    return false;
  }

  private isShort(from: number, to: number): boolean {
    if (to - from <= LONGEST_KEY) return true;
    // JavaScript counts some characters as two.
    return to - from <= 2 * LONGEST_KEY && [...this.cursor.text.slice(from, to)].length <= LONGEST_KEY;
  }

  private dropKey(key = this.possibleKey): void {
    if (key.possible && key.required) malformed(key.at, 'a key without a colon');
    key.possible = false;
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const key = this.possibleKey;
    this.dropKey(key);
    key.possible = true;
    key.at = this.cursor.at;
    key.column = this.cursor.column;
    key.required = !this.inFlow && this.indent === key.column;
    key.token = this.taken + this.queue.length - this.head;
  }

  private push(type: TokenType): void {
    this.queue.push(token(type, this.cursor.at));
  }

  /** Adds a token of one character, and skips the character. */
  private pushMark(type: TokenType): void {
    this.push(type);
    this.cursor.at++;
  }

  private insert(number: number, type: TokenType, at: number): void {
    this.queue.splice(number - this.taken + this.head, 0, token(type, at));
  }

  private fetch(): void {
    this.skipToToken();
    const { cursor } = this;
    if (!this.inFlow) this.closeBlocks(cursor.column);
    const code = cursor.code();
    if (cursor.isAtEnd) this.fetchEnd();
    else if (cursor.column === 0 && code === 0x25) this.fetchDirective();
    else if (cursor.isAtMark('---')) this.fetchBoundary(TOKEN.documentStart);
    else if (cursor.isAtMark('...')) this.fetchBoundary(TOKEN.documentEnd);
    else this.fetchContent(cursor.text.charAt(cursor.at));
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      // Where a key can start, a tab would be indentation.
      const areTabsAllowed = this.inFlow || !this.keyAllowed || this.isJson;
      while (cursor.code() === 0x20 || (areTabsAllowed && cursor.code() === 0x09)) cursor.at++;
      if (cursor.code() === 0x23) cursor.takeLine();
      if (!isBreak(cursor.code())) return;
      cursor.takeBreak();
      if (!this.inFlow) this.keyAllowed = true;
    }
  }

  private closeBlocks(column: number): void {
    while (this.indent > column) {
      this.push(TOKEN.blockEnd);
      this.indent = this.indents.pop() as number;
    }
  }

  /**
   * Starts a block if the column is greater than that of the block around it.
   *
   * @param number - the number of the token before which the block starts
   */
  private openBlock(type: TokenType, column: number, number: number, at: number): void {
    if (this.inFlow || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.insert(number, type, at);
  }

  private openBlockHere(type: TokenType): void {
    const { column, at } = this.cursor;
    this.openBlock(type, column, this.taken + this.queue.length - this.head, at);
  }

  private endBlocks(): void {
    if (!this.inFlow) this.closeBlocks(-1);
    this.dropKey();
    this.keyAllowed = false;
  }

  private fetchBoundary(type: TokenType): void {
    this.endBlocks();
    this.push(type);
    this.cursor.at += 3;
  }

  private fetchEnd(): void {
    // A key cannot continue after the end, even in brackets that were never closed.
    this.cursor.lineStart = this.cursor.at;
    this.endBlocks();
    this.push(TOKEN.streamEnd);
  }

  private fetchDirective(): void {
    this.endBlocks();
    this.queue.push(scanDirective(this.cursor));
  }

  private fetchContent(mark: string): void {
    if (mark === '[') this.fetchFlowStart(TOKEN.flowSequence);
    else if (mark === '{') this.fetchFlowStart(TOKEN.flowMapping);
    else if (mark === ']') this.fetchFlowEnd(TOKEN.flowSequenceEnd);
    else if (mark === '}') this.fetchFlowEnd(TOKEN.flowMappingEnd);
    else if (mark === ',') this.fetchFlowEntry();
    else if (mark === '-' && endsWord(this.cursor.code(1))) this.fetchBlockEntry();
    else if ((mark === '?' || mark === ':') && (this.inFlow || endsWord(this.cursor.code(1)))) this.fetchKeyOrValue(mark);
    else if ((mark === '|' || mark === '>') && !this.inFlow) this.fetchBlockScalar();
    else this.fetchWord(mark);
  }

  private fetchFlowStart(type: TokenType): void {
    // In JSON, only strings are keys. A possible key would make the scanner read ahead to its end.
    if (!this.isJson) this.saveKey();
    this.keys.push(noKey());
    this.keyAllowed = true;
    this.pushMark(type);
  }

  private fetchFlowEnd(type: TokenType): void {
    this.dropKey();
    if (this.inFlow) this.keys.pop();
    this.keyAllowed = false;
    this.pushMark(type);
  }

  private fetchFlowEntry(): void {
    this.dropKey();
    this.keyAllowed = true;
    this.pushMark(TOKEN.flowEntry);
  }

  private fetchBlockEntry(): void {
    if (!this.inFlow) {
      if (!this.keyAllowed) malformed(this.cursor.at, 'a list entry where none can start');
      this.openBlockHere(TOKEN.blockSequence);
    }
    this.dropKey();
    this.keyAllowed = true;
    this.pushMark(TOKEN.blockEntry);
  }

  private fetchKeyOrValue(mark: '?' | ':'): void {
    const key = this.possibleKey;
    if (mark === ':' && this.isStillPossible(key)) {
      this.insert(key.token, TOKEN.key, key.at);
      this.openBlock(TOKEN.blockMapping, key.column, key.token, key.at);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (!this.inFlow) this.openMapping(mark);
      if (mark === '?') this.dropKey();
      this.keyAllowed = !this.inFlow;
    }
    this.pushMark(mark === '?' ? TOKEN.key : TOKEN.value);
  }

  private openMapping(mark: '?' | ':'): void {
    if (!this.keyAllowed) {
      malformed(this.cursor.at, mark === '?' ? 'a key where none can start' : 'a colon without a key before it');
    }
    this.openBlockHere(TOKEN.blockMapping);
  }

  private fetchBlockScalar(): void {
    this.dropKey();
    this.keyAllowed = true;
    const { at } = this.cursor;
    this.queue.push(token(TOKEN.scalar, at, scanBlock(this.cursor, this.indent)));
  }

  /** Reads a token that can start a key: a scalar, its anchor or tag, or an alias. */
  private fetchWord(mark: string): void {
    const { cursor } = this;
    const { at } = cursor;
    if (mark === '\t') malformed(at, 'a tab as indentation');
    if (!this.isWord(mark)) malformed(at, `the character ${JSON.stringify(mark)}, with which no value can start`);
    this.saveKey();
    this.keyAllowed = false;
    if (mark === '*' || mark === '&') this.queue.push(scanAnchor(cursor));
    else if (mark === '!') this.queue.push(scanTag(cursor));
    else if (mark === '"' || mark === "'")
      this.queue.push(token(TOKEN.scalar, at, this.isJson ? scanJsonString(cursor) : scanQuoted(cursor)));
    else this.fetchPlain(at);
  }

  private isWord(mark: string): boolean {
    if ('*&!"\''.includes(mark)) return true;
    if (!NO_PLAIN.includes(mark)) return !isBlank(mark.charCodeAt(0));
    return mark === '-' || (!this.inFlow && (mark === '?' || mark === ':'));
  }

  private fetchPlain(at: number): void {
    const { value, lineEnded } = scanPlain(this.cursor, this.indent + 1, this.inFlow);
    if (lineEnded) this.keyAllowed = true;
    this.queue.push(token(TOKEN.scalar, at, value, '', true));
  }
}

function noKey(): PossibleKey {
  return { possible: false, required: false, token: 0, at: 0, column: 0 };
}
