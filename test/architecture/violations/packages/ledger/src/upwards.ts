import '../../auditor/src/index.ts';
