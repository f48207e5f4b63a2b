/** Where messages arrive: a mail server and a web server on loopback, which keep what they get and fail when told to. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface ReceivedPost {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface WebSink {
  readonly url: string;
  /** What was taken; what was refused is not among it. */
  readonly posts: ReceivedPost[];
  /** The status of the next answers, the first first; 200 when it is empty. */
  readonly answers: number[];
  close(): Promise<void>;
}

export async function startWebSink(): Promise<WebSink> {
  const posts: ReceivedPost[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const status = answers.shift() ?? 200;
      if (status < 300) posts.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end('ok');
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    answers,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

export interface MailSink {
  readonly url: string;
  /** Whole messages, as they came over the wire. */
  readonly mails: string[];
  /** Refuses so many of the next messages. */
  refuse: number;
  close(): Promise<void>;
}

export async function startMailSink(): Promise<MailSink> {
  const mails: string[] = [];
  const sink = { refuse: 0 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, callback) {
      void (async () => {
        const mail = await text(stream);
        const isRefused = sink.refuse > 0;
        if (isRefused) sink.refuse--;
        else mails.push(mail);
        callback(isRefused ? Object.assign(new Error('try again'), { responseCode: 451 }) : null);
      })();
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', () => done());
  });
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(sink, {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: () => new Promise<void>((done) => server.close(() => done())),
  });
}
