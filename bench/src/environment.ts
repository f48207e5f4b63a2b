/**
 * Names a file of certificates that Node takes besides its own. Node 20 parses all of them at each start, before it runs
 * anything: 31 ms for the 144 that Debian has. None of what is measured reaches the network.
 */
const CERTIFICATES = 'NODE_EXTRA_CA_CERTS';

const { [CERTIFICATES]: certificates, ...others } = process.env;

/** What every command is started with: our own environment without what makes Node slow to start. */
export const plainEnvironment: NodeJS.ProcessEnv = others;

/** What the machine has set beyond that, for a row that shows what it costs; undefined: nothing. */
export const certificatesEnvironment: Readonly<Record<string, string>> | undefined =
  certificates === undefined || certificates === '' ? undefined : { [CERTIFICATES]: certificates };
