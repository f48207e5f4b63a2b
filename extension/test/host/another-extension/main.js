const { DocumentDropOrPasteEditKind, DocumentPasteEdit, languages } = require('vscode');

exports.activate = (/** @type {import('vscode').ExtensionContext} */ { subscriptions }) => {
  const kind = DocumentDropOrPasteEditKind.Text.append('another');
  /** @type {import('vscode').DocumentPasteEditProvider} */
  const provider = {
    async provideDocumentPasteEdits(_document, _ranges, transfer) {
      const text = await transfer.get('text/plain')?.asString();
      if (!text?.startsWith('export ')) return undefined;
      const edit = new DocumentPasteEdit(`// Another\n${text}`, 'Paste it with a comment', kind);
      // Not to all of text, which it is itself: the editor has two of it while two hosts run, and they would wait for each other.
      edit.yieldTo = ['plain', 'keyturn'].map((part) => DocumentDropOrPasteEditKind.Text.append(part));
      return [edit];
    },
  };
  const means = { providedPasteEditKinds: [kind], pasteMimeTypes: ['text/plain'] };
  subscriptions.push(languages.registerDocumentPasteEditProvider({ scheme: '*' }, provider, means));
};
