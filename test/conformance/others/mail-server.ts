// A mail server (SMTP) that takes mail only over TLS, which clients ask for with STARTTLS.
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { ServerCertificate } from '../bed/certificates';

/** Its name, and its certificate. */
export interface MailOptions extends ServerCertificate {
  readonly name: string;
}

const ANSWERS: Readonly<Record<string, string>> = {
  DATA: '354 end with a dot',
  QUIT: '221 bye',
  STARTTLS: '220 begin',
};

function answerTo(line: string, isSecure: boolean, name: string): string {
  const [verb = ''] = line.toUpperCase().split(' ');
  if (verb === 'EHLO') return isSecure ? `250 ${name}` : `250-${name}\r\n250 STARTTLS`;
  if (verb === 'MAIL' && !isSecure) return '530 use STARTTLS first';
  return ANSWERS[verb] ?? '250 done';
}

function converse(socket: Socket, options: MailOptions, isSecure: boolean): void {
  let [rest, inMail] = ['', false];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const take = (line: string): void => {
    if (inMail && line !== '.') return;
    const wasMail = inMail;
    inMail = /^DATA$/i.test(line);
    say(wasMail ? `250 taken by ${options.name} over TLS` : answerTo(line, isSecure, options.name));
    if (/^STARTTLS$/i.test(line)) secure(socket, options);
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk}`.split('\r\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
  if (!isSecure) say(`220 ${options.name} ready`);
}

/** Begins TLS on a connection. */
function secure(socket: Socket, options: MailOptions): void {
  socket.removeAllListeners('data');
  converse(new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(options) }), options, true);
}

/** The mail server. */
export function serve(options: MailOptions): Server {
  return createServer((socket) => converse(socket, options, false));
}
