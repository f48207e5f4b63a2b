import { detectSecrets } from './detect-secrets.ts';
import { git } from './git.ts';
import { betterleaks, gitleaks } from './gitleaks.ts';
import { kingfisher } from './kingfisher.ts';
import type { Peer } from './peer.ts';
import { ripgrep } from './ripgrep.ts';
import { secretlint } from './secretlint.ts';
import { trufflehog } from './trufflehog.ts';

/** In the order of their runs and rows. */
export const PEERS: readonly Peer[] = [
  ripgrep,
  git,
  kingfisher,
  betterleaks,
  gitleaks,
  trufflehog,
  detectSecrets,
  secretlint,
];
