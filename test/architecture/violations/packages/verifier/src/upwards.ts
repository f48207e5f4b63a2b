import '../../ledger/src/index.ts';
