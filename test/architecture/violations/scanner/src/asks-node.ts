import './node/index.ts';
