declare const __KEYTURN_VERSION__: string | undefined;

/** The package's version; put in when the action is bundled. */
export const version: string = typeof __KEYTURN_VERSION__ === 'string' ? __KEYTURN_VERSION__ : '0.0.0-source';
