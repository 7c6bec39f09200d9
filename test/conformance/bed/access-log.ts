import { readFileSync } from 'node:fs';
import type { Answer } from './http-client';
import { waitFor } from './wait';

/** A line of a JSON access log. */
export type LogLine = Readonly<Record<string, unknown>>;

const PLAIN = /^\{.*\}$/;

/** The access log of the gateways, which Envoy prints on standard output. */
export class AccessLog {
  /** @param files the current files of the log */
  constructor(private readonly files: () => readonly string[]) {}

  /** All JSON lines, oldest first. */
  lines(): LogLine[] {
    const texts = this.files().flatMap((file) => readFileSync(file, 'utf8').split('\n'));
    return texts.filter((text) => PLAIN.test(text)).map((text) => JSON.parse(text) as LogLine);
  }

  /** The current number of lines, JSON or not. */
  count(): number {
    return this.files()
      .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
      .filter(Boolean).length;
  }

  /**
   * The line of a request. It is found by the caller's address, which is different for each request. The log must contain this
   * address in one of its fields.
   */
  async lineOf(answer: Pick<Answer, 'caller'>): Promise<LogLine> {
    return waitFor(`an access-log line with the caller ${answer.caller}`, async () => this.find(answer.caller), {
      timeoutMs: 5_000,
      explain: () =>
        `the last lines:\n${this.lines()
          .slice(-3)
          .map((line) => JSON.stringify(line))
          .join('\n')}`,
    });
  }

  private find(caller: string): LogLine | undefined {
    const from = (value: unknown): boolean => value === caller || String(value).startsWith(`${caller}:`);
    return this.lines().findLast((line) => Object.values(line).some(from));
  }
}
