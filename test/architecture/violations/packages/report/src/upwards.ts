import '../../cli/src/main.ts';
