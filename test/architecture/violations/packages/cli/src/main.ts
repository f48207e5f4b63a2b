import '../../action/src/main.ts';
