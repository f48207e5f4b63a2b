import '../../../scanner/src/fine.ts';
