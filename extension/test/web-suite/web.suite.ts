/** In a browser: the same detection, hover and fixes, on files that stand on no disk. */
import * as vscode from 'vscode';
import {
  applyFix,
  clarky,
  clarkyLine,
  closeAll,
  fixesAt,
  keyCount,
  read,
  ruleOf,
  under,
  written,
} from '../suite/editor.ts';

const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.parse('missing:/');

describe('a browser', () => {
  it('is one', () => {
    same(vscode.env.uiKind, vscode.UIKind.Web);
    same(root.scheme, 'vscode-test-web');
  });

  it('starts the extension', async () => {
    await vscode.extensions.getExtension('keyturn.keyturn')?.activate();
    same(vscode.extensions.getExtension('keyturn.keyturn')?.isActive, true);
  });

  it('shows a key where it stands', async () => {
    const document = await written(vscode.Uri.joinPath(root, 'main.js'), `// first\n${clarkyLine}\n`);
    const found = await keyCount(document.uri, 1);
    same(under(document, found), [clarky]);
    same(found.map(ruleOf), ['clarky-api-key']);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      found[0]?.range.start,
    );
    const text = hovers.flatMap(({ contents }) => contents).map((content) => (content as vscode.MarkdownString).value);
    if (!text.join('\n').includes('What to do')) throw new Error(`the hover says ${text.join('\n')}`);
  });

  it('follows what is typed', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: '' });
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), `clarky_api_key = "${clarky}"`);
    await vscode.workspace.applyEdit(edit);
    same(under(document, await keyCount(document.uri, 1)), [clarky]);
  });

  it('moves a key to the environment', async () => {
    const document = await written(vscode.Uri.joinPath(root, 'moved.py'), `clarky_api_key = "${clarky}"\n`);
    const [key] = await keyCount(document.uri, 1);
    if (key === undefined) throw new Error('no key');
    await applyFix((await fixesAt(document.uri, key.range)).get('Move the key to an environment variable'));
    same(document.getText(), 'import os\nclarky_api_key = os.environ["CLARKY_API_KEY"]\n');
    same(await read(vscode.Uri.joinPath(root, '.env')), `CLARKY_API_KEY=${clarky}\n`);
    same(await read(vscode.Uri.joinPath(root, '.env.example')), 'CLARKY_API_KEY=\n');
    same(await read(vscode.Uri.joinPath(root, '.gitignore')), '.env\n');
    await closeAll();
  });

  it('has no scans of a disk that is not there', async () => {
    const commands = await vscode.commands.getCommands(true);
    same(
      commands.filter((command) => command.startsWith('keyturn.scan')),
      [],
    );
  });
});

function same(found: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`expected ${right}, found ${left}`);
}
