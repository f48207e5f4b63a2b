/** `vscode.l10n.t`, or its like where there is no editor: `{0}` stands for the first argument. */
export type Translate = (message: string, ...args: (string | number)[]) => string;
