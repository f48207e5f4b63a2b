import '../../../extension/src/extension.ts';
