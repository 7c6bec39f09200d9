import { MAX_DEPTH } from '../limits';
import { type Unusable, UnusableError } from '../problem';
import { EVENT, type Event } from './event';
import { malformed } from './malformed';
import { Scanner } from './scanner';
import { TOKEN, type Token, type TokenType } from './token';

/** Reported for values that are nested too deeply, directly or through aliases. */
export const tooDeep: Unusable = {
  got: `more than ${MAX_DEPTH} nested mappings and lists`,
  allowed: `at most ${MAX_DEPTH}`,
  fix: 'specify a file with Kubernetes objects',
};

/**
 * Parses a text with one document into events. An empty document has none.
 *
 * @param isJson - whether the text is known to be JSON
 * @throws UnusableError if it is malformed, nested too deeply, or has several documents
 */
export function parseEvents(text: string, isJson = false): Event[] {
  return new Parser(new Scanner(text, isJson)).document();
}

/** The prefix of the tags that YAML defines. Their short form is `!!`. */
const YAML_TAGS = 'tag:yaml.org,2002:';

interface Properties {
  readonly anchor: string;
  readonly tag: string;
}

const NO_PROPERTIES: Properties = { anchor: '', tag: '' };
const END: Event = { type: EVENT.end, at: -1, value: '', plain: false, ...NO_PROPERTIES };
const EMPTY: Event = { type: EVENT.scalar, at: -1, value: '', plain: true, ...NO_PROPERTIES };

class Parser {
  private readonly events: Event[] = [];
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', YAML_TAGS],
  ]);
  private depth = 0;

  public constructor(private readonly tokens: Scanner) {}

  public document(): Event[] {
    const hasDirectives = this.directives();
    const isMarked = this.takeIf(TOKEN.documentStart);
    if (hasDirectives && !isMarked) malformed(this.tokens.peek().at, 'a directive without --- after it');
    if (isMarked && this.isAtOneOf(DOCUMENT_ENDS)) this.events.push(EMPTY);
    else if (!this.isAt(TOKEN.streamEnd)) this.node(true);
    while (this.takeIf(TOKEN.documentEnd));
    if (!this.isAt(TOKEN.streamEnd)) malformed(this.tokens.peek().at, 'text after the end of a document, which kubectl ignores');
    return this.events;
  }

  private directives(): boolean {
    const own = new Set<string>();
    for (;;) {
      const { type, at, value, handle } = this.tokens.peek();
      if (type !== TOKEN.version && type !== TOKEN.tagDirective) return own.size > 0;
      const name = type === TOKEN.version ? '%YAML' : handle;
      if (own.has(name)) malformed(at, 'a duplicate directive');
      if (type === TOKEN.version && value !== '1.1') malformed(at, `YAML ${value}, but kubectl reads only YAML 1.1`);
      own.add(name);
      this.handles.set(name, value);
      this.tokens.take();
    }
  }

  private isAt(type: TokenType): boolean {
    return this.tokens.peek().type === type;
  }

  private isAtOneOf(types: readonly TokenType[]): boolean {
    return types.includes(this.tokens.peek().type);
  }

  private takeIf(type: TokenType): boolean {
    if (!this.isAt(type)) return false;
    this.tokens.take();
    return true;
  }

  /** @param inMapping - whether a list can start without indentation */
  private node(inBlock: boolean, inMapping = false): void {
    const properties = this.properties();
    const next = this.tokens.peek();
    const hasProperties = properties !== NO_PROPERTIES;
    if (next.type === TOKEN.alias && !hasProperties) this.push(EVENT.alias, this.tokens.take(), properties);
    else if (next.type === TOKEN.scalar) this.push(EVENT.scalar, this.tokens.take(), properties);
    else if (next.type === TOKEN.flowSequence) this.collection(EVENT.sequence, properties, this.flowSequence);
    else if (next.type === TOKEN.flowMapping) this.collection(EVENT.mapping, properties, this.flowMapping);
    else if (inBlock && next.type === TOKEN.blockMapping) this.collection(EVENT.mapping, properties, this.blockMapping);
    else if (inBlock && next.type === TOKEN.blockSequence) this.collection(EVENT.sequence, properties, this.blockSequence);
    else if (inMapping && next.type === TOKEN.blockEntry) this.collection(EVENT.sequence, properties, this.indentlessSequence);
    else if (hasProperties) this.events.push({ ...EMPTY, ...properties });
    else malformed(next.at, 'a missing value');
  }

  private properties(): Properties {
    if (!this.isAtOneOf(PROPERTIES)) return NO_PROPERTIES;
    let anchor = '';
    let tag = '';
    for (let { type } = this.tokens.peek(); this.isAtOneOf(PROPERTIES); { type } = this.tokens.peek()) {
      if (type === TOKEN.anchor ? anchor !== '' : tag !== '') break;
      if (type === TOKEN.anchor) anchor = this.tokens.take().value;
      else tag = this.resolve(this.tokens.take());
    }
    return { anchor, tag };
  }

  private resolve({ at, value, handle }: Token): string {
    if (handle === '') return value.replace(YAML_TAGS, '!!');
    const prefix = this.handles.get(handle) ?? malformed(at, `a tag with the undefined prefix ${handle}`);
    return `${prefix}${value}`.replace(YAML_TAGS, '!!');
  }

  private push(type: Event['type'], { at, value, plain }: Token, { anchor, tag }: Properties): void {
    this.events.push({ type, at, value, plain, anchor, tag });
  }

  private collection(type: Event['type'], properties: Properties, read: (this: Parser) => void): void {
    const first = this.tokens.peek();
    if (++this.depth > MAX_DEPTH) throw new UnusableError({ at: first.at, ...tooDeep });
    this.push(type, first, properties);
    read.call(this);
    this.events.push(END);
    this.depth--;
  }

  private blockSequence(): void {
    this.tokens.take();
    while (this.takeIf(TOKEN.blockEntry)) this.nodeOrEmpty([TOKEN.blockEntry, TOKEN.blockEnd]);
    if (!this.takeIf(TOKEN.blockEnd)) malformed(this.tokens.peek().at, 'a list entry without -');
  }

  private indentlessSequence(): void {
    while (this.takeIf(TOKEN.blockEntry)) this.nodeOrEmpty(INDENTLESS_ENDS);
  }

  private nodeOrEmpty(ends: readonly TokenType[], inMapping = false): void {
    if (this.isAtOneOf(ends)) this.events.push(EMPTY);
    else this.node(true, inMapping);
  }

  private blockMapping(): void {
    this.tokens.take();
    while (!this.takeIf(TOKEN.blockEnd)) {
      if (!this.takeIf(TOKEN.key)) malformed(this.tokens.peek().at, 'a missing key');
      this.nodeOrEmpty(KEY_ENDS, true);
      if (this.takeIf(TOKEN.value)) this.nodeOrEmpty(KEY_ENDS, true);
      else this.events.push(EMPTY);
    }
  }

  private flowSequence(): void {
    this.tokens.take();
    while (!this.takeIf(TOKEN.flowSequenceEnd)) {
      if (this.isAt(TOKEN.key)) this.collection(EVENT.mapping, NO_PROPERTIES, this.flowPair);
      else this.node(false);
      this.divide(TOKEN.flowSequenceEnd, 'a list entry without , or ] after it');
    }
  }

  private flowMapping(): void {
    this.tokens.take();
    while (!this.takeIf(TOKEN.flowMappingEnd)) {
      if (this.isAt(TOKEN.key)) this.flowPair();
      else {
        this.node(false);
        this.events.push(EMPTY);
      }
      this.divide(TOKEN.flowMappingEnd, 'a field without , or } after it');
    }
  }

  private divide(end: TokenType, otherwise: string): void {
    if (!this.takeIf(TOKEN.flowEntry) && !this.isAt(end)) malformed(this.tokens.peek().at, otherwise);
  }

  /** Reads a key and its value. Either can be missing. */
  private flowPair(): void {
    this.tokens.take();
    if (this.isAtOneOf(FLOW_KEY_ENDS)) this.events.push(EMPTY);
    else this.node(false);
    if (this.takeIf(TOKEN.value) && !this.isAtOneOf(FLOW_VALUE_ENDS)) this.node(false);
    else this.events.push(EMPTY);
  }
}

const PROPERTIES: readonly TokenType[] = [TOKEN.anchor, TOKEN.tag];
const KEY_ENDS: readonly TokenType[] = [TOKEN.key, TOKEN.value, TOKEN.blockEnd];
const INDENTLESS_ENDS: readonly TokenType[] = [TOKEN.blockEntry, ...KEY_ENDS];
const DOCUMENT_ENDS: readonly TokenType[] = [
  TOKEN.version,
  TOKEN.tagDirective,
  TOKEN.documentStart,
  TOKEN.documentEnd,
  TOKEN.streamEnd,
];
const FLOW_VALUE_ENDS: readonly TokenType[] = [TOKEN.flowEntry, TOKEN.flowSequenceEnd, TOKEN.flowMappingEnd];
const FLOW_KEY_ENDS: readonly TokenType[] = [TOKEN.value, ...FLOW_VALUE_ENDS];
