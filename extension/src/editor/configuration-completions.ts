/** Completes a `keyturn.yaml` where no extension for YAML does, which takes the same schema. */
import { CONFIG_NAME } from '@keyturn/config';
import * as vscode from 'vscode';
import { completionsAt, OWN_KEYS } from '../configuration/completions.ts';
import type { Schema } from '../configuration/completions.ts';

const YAML_EXTENSION = 'redhat.vscode-yaml';

export function completeConfigurations({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  let schema: Promise<Schema> | undefined;
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, { line, character }) => {
      if (vscode.extensions.getExtension(YAML_EXTENSION) !== undefined) return [];
      schema ??= readSchema(vscode.Uri.joinPath(extensionUri, 'schema', 'config-1.json'));
      const leftOut = document.uri.path.endsWith(`/${CONFIG_NAME}`) ? OWN_KEYS : [];
      return completionsAt(await schema, document.getText(), line, character, leftOut).map((one) => {
        const kind = one.kind === 'key' ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.EnumMember;
        const item = new vscode.CompletionItem(one.label, kind);
        item.insertText = new vscode.SnippetString().appendText(one.text);
        item.detail = one.description;
        return item;
      });
    },
  };
  const files: vscode.DocumentSelector = [{ pattern: '**/keyturn.yaml' }, { pattern: '**/keyturn/config.yaml' }];
  return vscode.languages.registerCompletionItemProvider(files, provider, ' ', '-');
}

async function readSchema(uri: vscode.Uri): Promise<Schema> {
  return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) as Schema;
}
