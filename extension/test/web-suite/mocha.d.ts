/** The build for browsers: it sets `mocha` on the global object. */
declare module 'mocha/mocha';
