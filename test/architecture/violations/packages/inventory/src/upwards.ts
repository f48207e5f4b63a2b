import '../../verifier/src/index.ts';
