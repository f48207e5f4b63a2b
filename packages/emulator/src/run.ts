/** `./keyturn-emulator`: the server with its demo state, until it is interrupted. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCertificate } from './certificate.ts';
import { seedDemo } from './demo.ts';
import type { DemoKey } from './demo.ts';
import { startEmulator } from './emulator.ts';
import { CONTROL_PATH } from './control.ts';

const HELP = `Usage: keyturn-emulator [OPTION…]

Emulates the providers' APIs on this machine, with demo keys, until it is interrupted (Ctrl+C).

  --port N          the port (default: any that is free)
  --https CA.pem    https, with a certificate made for this run; writes it there for NODE_EXTRA_CA_CERTS
  --limits KIND     none or published (default: published)
  --demo DIR        writes a small tree into DIR in which the demo keys have leaked
  --record          keeps what it receives, for GET ${CONTROL_PATH}requests
  --help            this text
`;

export async function run(arguments_: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...arguments_],
    options: {
      port: { type: 'string', default: '0' },
      https: { type: 'string' },
      limits: { type: 'string', default: 'published' },
      demo: { type: 'string' },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const tls = values.https === undefined ? undefined : await makeCertificate();
  if (tls !== undefined && values.https !== undefined) writeFileSync(values.https, tls.cert);
  const emulator = await startEmulator({
    port: Number(values.port),
    limits: values.limits === 'none' ? 'none' : 'published',
    record: values.record,
    ...(tls === undefined ? {} : { tls }),
  });
  const keys = seedDemo(emulator.state);
  if (values.demo !== undefined) writeTree(values.demo, keys);
  const lines = Object.entries(emulator.endpoints).map(
    ([id, url]) => `export KEYTURN_ENDPOINT_${id.toUpperCase()}=${url}`,
  );
  if (values.https !== undefined) lines.push(`export NODE_EXTRA_CA_CERTS=${values.https}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  const said = keys.map(({ key, file, says }) => `#   ${key.provider.padEnd(10)} ${says.padEnd(28)} ${file}`);
  process.stderr.write(
    `# ${keys.length} demo keys${values.demo === undefined ? '' : ` in ${values.demo}`}:\n${said.join('\n')}\n# Orders go to ${emulator.url}${CONTROL_PATH}; Ctrl+C ends it.\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void emulator.close().then(() => process.exit(0));
    });
  }
}

function writeTree(folder: string, keys: readonly DemoKey[]): void {
  for (const { file, line } of keys) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${line}\n`);
  }
}
