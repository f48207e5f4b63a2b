import '../../report/src/index.ts';
