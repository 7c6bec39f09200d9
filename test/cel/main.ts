// Proves that the library evaluates CEL like the authorization server: the expressions and policies of this folder, and random
// expressions. `npm run cel [expressions] [seed]`. Needs Go. Writes the server's answers to `answers.jsonl`, which the unit tests
// read, and exits with 1 if an answer differs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dice } from '../dice';
import { agrees, ownAnswer, withoutText } from './own-answer';
import { policyQuestions } from './policies';
import { REQUEST, writtenQuestions } from './questions';
import { randomExpression } from './random-expression';
import { type Answer, askServer, type Question } from './reference';

const MOST_SHOWN = 20;

function main(count: number, seed: number): boolean {
  const dice = new Dice(seed);
  const written = [...writtenQuestions(), ...policyQuestions()];
  const random = Array.from({ length: count }, () => ({ expression: randomExpression(dice), object: REQUEST }));
  const answers = askServer([...written, ...random]);
  record(written, answers);
  const own = [...written, ...random].map((question) => ({ question, answer: ownAnswer(question) }));
  const wrong = own.flatMap(({ question, answer }, i) =>
    agrees(answers[i] as Answer, answer) ? [] : [{ question, answer, server: answers[i] }],
  );
  for (const { question, answer, server } of wrong.slice(0, MOST_SHOWN)) {
    console.error(
      `${question.expression ?? JSON.stringify(question)}\n  server: ${JSON.stringify(server)}\n  own:    ${JSON.stringify(answer)}`,
    );
  }
  const counted = (key: keyof Answer) => answers.slice(written.length).filter((answer) => answer[key] !== undefined).length;
  console.log(
    `${written.length} written and ${random.length} random questions from seed ${seed}: ${wrong.length} answers differ`,
  );
  console.log(
    `of the random ones, ${counted('value')} have a value, ${counted('error')} fail, ${counted('problem')} do not compile`,
  );
  return wrong.length === 0;
}

function record(questions: readonly Question[], answers: readonly Answer[]): void {
  const lines = questions.map(({ object: _, ...asked }, i) => JSON.stringify({ ...asked, answer: withoutText(answers[i]) }));
  writeFileSync(join(__dirname, 'answers.jsonl'), `${lines.join('\n')}\n`);
}

const [count = 20_000, seed = 1] = process.argv.slice(2).map(Number);
process.exitCode = main(count, seed) ? 0 : 1;
