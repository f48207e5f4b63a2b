/**
 * *Verify now*: whether a key still works is asked of its provider, in a process of its own. Only in a workspace that the
 * user trusts, only after a question, and never by itself unless the user's own setting says so.
 */
import type { Finding } from '@keyturn/scanner';
import * as vscode from 'vscode';
import { validityText } from '../findings/describe.ts';
import { agreementTo, destinationsOf, questionOf } from '../verification/consent.ts';
import type { Destination } from '../verification/consent.ts';
import type { Verdicts } from '../verification/verdicts.ts';
import type { AskedKey } from '../scan-process/protocol.ts';
import type { Documents } from './documents.ts';
import { keyAt } from './key-at.ts';
import { ProcessFailure } from './scan-process.ts';
import type { ScanProcess } from './scan-process.ts';

const AGREEMENTS = 'keyturn.agreements';

export class Verification implements vscode.Disposable {
  readonly #documents: Documents;
  readonly #verdicts: Verdicts;
  readonly #process: ScanProcess;
  readonly #memory: vscode.Memento;
  readonly #asking = new Set<string>();
  readonly #disposables: vscode.Disposable[];

  constructor(context: vscode.ExtensionContext, process: ScanProcess, documents: Documents, verdicts: Verdicts) {
    this.#documents = documents;
    this.#verdicts = verdicts;
    this.#process = process;
    // Of this machine: what is agreed to is not carried elsewhere.
    this.#memory = context.globalState;
    const { workspace } = vscode;
    const always = (document: vscode.TextDocument): void => void this.#byItself(document);
    this.#disposables = [
      vscode.commands.registerCommand('keyturn.verify', async (uri?: vscode.Uri | string, position?: vscode.Position) =>
        this.#now({ uri, position }),
      ),
      workspace.onDidOpenTextDocument(always),
      workspace.onDidSaveTextDocument(always),
      workspace.onDidGrantWorkspaceTrust(tellWhetherPossible),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('keyturn.verification')) tellWhetherPossible();
      }),
    ];
    tellWhetherPossible();
    if (asksByItself()) for (const document of workspace.textDocuments) always(document);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #now(where: Parameters<typeof keyAt>[1]): Promise<void> {
    if (!isPossible()) {
      void vscode.window.showWarningMessage(
        vscode.workspace.isTrusted
          ? vscode.l10n.t('Keyturn: your setting keyturn.verification says that no key is sent anywhere.')
          : vscode.l10n.t('Keyturn: keys are verified only in a workspace that you trust.'),
      );
      return;
    }
    const key = await keyAt(this.#documents, where);
    if (key === undefined) return;
    const { finding } = key.place;
    const title = vscode.l10n.t('Keyturn: verifying {0}', finding.preview);
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const isDone = await vscode.window.withProgress(options, (_progress, cancellation) =>
      this.#verify([finding], ownSetting('verification') !== 'always', cancellation),
    );
    const validity = this.#verdicts.of(finding.fingerprint);
    if (!isDone || validity === null) return;
    const said = `Keyturn: ${finding.preview}: ${validityText(validity, vscode.l10n.t)}`;
    if (validity.state === 'active') void vscode.window.showWarningMessage(said);
    else void vscode.window.showInformationMessage(said);
  }

  /** Keys of a document that nobody has asked about yet, where the user's own setting wants it so. */
  async #byItself(document: vscode.TextDocument): Promise<void> {
    if (!asksByItself()) return;
    const places = await this.#documents.search(document);
    const findings = places.map(({ finding }) => finding).filter((one) => this.#verdicts.of(one.fingerprint) === null);
    if (findings.length > 0) await this.#verify(findings, false);
  }

  /** @returns whether whoever had to be asked has agreed, and there are verdicts */
  async #verify(
    findings: readonly Finding[],
    isAsked: boolean,
    cancellation?: vscode.CancellationToken,
  ): Promise<boolean> {
    const waiting = findings.filter(({ fingerprint }) => !this.#asking.has(fingerprint));
    const keys = [...new Map(waiting.map((finding) => [finding.fingerprint, askedKey(finding)])).values()];
    for (const { fingerprint } of keys) this.#asking.add(fingerprint);
    const options = cancellation === undefined ? {} : { cancellation };
    const endpoints = endpointsOfUser();
    try {
      const plan = await this.#process.ask({ kind: 'verify', keys, endpoints, isPlan: true }, 'plan', options);
      if (plan === undefined) return false;
      const refused = isAsked ? await this.#refused(destinationsOf(plan.requests)) : new Set<string>();
      const sent = keys.filter(({ fingerprint }) => !refused.has(fingerprint));
      if (sent.length === 0) return false;
      const answer = await this.#process.ask(
        { kind: 'verify', keys: sent, endpoints, isPlan: false },
        'verdicts',
        options,
      );
      if (answer === undefined) return false;
      this.#verdicts.add(answer.verdicts);
      this.#documents.searchAll();
      return true;
    } catch (error) {
      if (!(error instanceof ProcessFailure)) throw error;
      void vscode.window.showErrorMessage(`Keyturn: ${error.message}`);
      return false;
    } finally {
      for (const { fingerprint } of keys) this.#asking.delete(fingerprint);
    }
  }

  /** Asks about every destination that is not agreed to yet. @returns the keys that are not to be sent */
  async #refused(destinations: readonly Destination[]): Promise<Set<string>> {
    const refused = new Set<string>();
    const agreed = new Set(this.#memory.get<string[]>(AGREEMENTS, []));
    for (const destination of destinations) {
      if (agreed.has(agreementTo(destination))) continue;
      const { message, detail } = questionOf(destination, vscode.l10n.t);
      const send = vscode.l10n.t('Send');
      const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, send);
      if (answer === send) agreed.add(agreementTo(destination));
      else for (const fingerprint of destination.fingerprints) refused.add(fingerprint);
    }
    await this.#memory.update(AGREEMENTS, [...agreed].toSorted());
    return refused;
  }
}

/** The user's own value: what a workspace says of it does not count. */
function ownSetting(name: 'verification' | 'endpoints'): unknown {
  const { globalValue, defaultValue } = vscode.workspace.getConfiguration('keyturn').inspect<unknown>(name) ?? {};
  return globalValue ?? defaultValue;
}

function endpointsOfUser(): Record<string, string> {
  const given = ownSetting('endpoints');
  const entries = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function asksByItself(): boolean {
  return vscode.workspace.isTrusted && ownSetting('verification') === 'always';
}

/** Whether a key may be asked about at all. */
export function isPossible(): boolean {
  return vscode.workspace.isTrusted && ownSetting('verification') !== 'never';
}

function tellWhetherPossible(): void {
  void vscode.commands.executeCommand('setContext', 'keyturn.canVerify', isPossible());
}

function askedKey(finding: Finding): AskedKey {
  const { fingerprint, secret } = finding;
  const { rule, provider, candidates, environment, confidence, evidence, rivalClear, workspaces } = finding;
  return {
    rule,
    provider,
    candidates,
    environment,
    confidence,
    evidence,
    rivalClear,
    workspaces,
    fingerprint,
    value: secret.reveal(),
    prefixLength: secret.prefixLength,
  };
}
